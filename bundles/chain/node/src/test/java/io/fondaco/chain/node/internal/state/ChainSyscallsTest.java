package io.fondaco.chain.node.internal.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.Syscalls;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.consensus.Randomness;
import io.fondaco.chain.consensus.RandomnessTag;
import io.fondaco.chain.node.internal.Devnet;
import io.fondaco.chain.node.internal.FullBlock;
import io.fondaco.model.Epoch;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.Before;
import org.junit.Test;

/** Where the chain draws its randomness from. */
public class ChainSyscallsTest {
    private static final Set<RandomnessTag> OF_TICKETS =
            EnumSet.of(RandomnessTag.SEAL, RandomnessTag.POST_CHAIN_COMMIT);

    private final Devnet net = new Devnet(3);
    private final Devnet.Node node = net.node();
    private final byte[] entropy = Randomness.entropy(net.miners.get(0));
    private final List<Tipset> chain = new ArrayList<>();
    private Syscalls calls;

    /** Two tipsets, three epochs nobody makes a block in, and a tipset after them. */
    @Before
    public void grow() throws Exception {
        chain.add(node.head());
        while (chain.size() < 3) {
            round();
        }
        net.turn(3);
        while (chain.size() < 4) {
            round();
        }
        calls = node.execution().syscalls(node.head());
    }

    private void round() throws Exception {
        Epoch epoch = net.turn(1);
        List<FullBlock> made = new ArrayList<>();
        for (int i = 0; i < net.miners.size(); i++) {
            node.block(i, epoch).ifPresent(made::add);
        }
        if (!made.isEmpty()) {
            node.engine.take(made);
            chain.add(node.head());
        }
    }

    private byte[] ticket(RandomnessTag use, Tipset of, Epoch at) {
        return Randomness.draw(of.minTicket().vrf(), use, at, entropy);
    }

    @Test
    public void theSeedOfASealIsTheTicketOfItsEpoch() {
        Epoch at = chain.get(1).height();
        assertThat(calls.randomness(RandomnessTag.SEAL, at, entropy))
                .isEqualTo(ticket(RandomnessTag.SEAL, chain.get(1), at));
        assertThat(calls.randomness(RandomnessTag.POST_CHAIN_COMMIT, at, entropy))
                .isEqualTo(ticket(RandomnessTag.POST_CHAIN_COMMIT, chain.get(1), at));
    }

    @Test
    public void anEpochWithoutABlockHasTheTicketOfTheLastOneThatHasOne() {
        Epoch nobody = chain.get(2).height().plus(2);
        assertThat(nobody).isLessThan(chain.get(3).height());
        assertThat(calls.randomness(RandomnessTag.SEAL, nobody, entropy))
                .isEqualTo(ticket(RandomnessTag.SEAL, chain.get(2), nobody));
    }

    @Test
    public void challengesComeFromTheBeaconWhoeverMakesTheBlocks() {
        Epoch at = chain.get(2).height();
        for (RandomnessTag use : EnumSet.complementOf(EnumSet.copyOf(OF_TICKETS))) {
            assertThat(calls.randomness(use, at, entropy))
                    .as(use.name())
                    .isEqualTo(Randomness.draw(node.execution().beacon().at(at).data(), use, at, entropy));
        }
    }
}
