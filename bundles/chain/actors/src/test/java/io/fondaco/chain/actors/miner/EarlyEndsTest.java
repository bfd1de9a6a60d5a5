package io.fondaco.chain.actors.miner;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.Actors;
import io.fondaco.chain.actors.Applied;
import io.fondaco.chain.actors.Audit;
import io.fondaco.chain.actors.Builtin;
import io.fondaco.chain.actors.Estimate;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Genesis;
import io.fondaco.chain.actors.Machine;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.StateCache;
import io.fondaco.chain.actors.StateTree;
import io.fondaco.chain.actors.World;
import io.fondaco.chain.actors.power.PowerParams;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.codec.ipld.MemoryBlocks;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import org.junit.Test;

/** A miner that ends more sectors than can be settled at once has the rest settled by cron. */
public class EarlyEndsTest {
    private static final int SECTORS = 25_600;
    private static final Address OWNER = MinerWorld.blsKey("great owner");
    private static final Address MINER = Address.id(101);

    private final StateTree tree = StateTree.empty(new MemoryBlocks(), new Actors(Builtin.actors()), new StateCache(8));

    private MinerView view() {
        return MinerView.of(tree, MINER, Policy.DEVNET_UNPROVEN).orElseThrow();
    }

    private Machine at(long epoch) {
        return new Machine(tree, new World.Calls(), Policy.DEVNET_UNPROVEN, Epoch.of(epoch), TokenAmount.ZERO);
    }

    private Applied terminate(long epoch, List<MinerParams.Declared> declared) {
        return at(epoch)
                .applyImplicit(
                        Address.id(100),
                        MINER,
                        MinerActor.TERMINATE_SECTORS,
                        MinerParams.DECLARED.encode(declared),
                        TokenAmount.ZERO);
    }

    private List<MinerParams.Declared> all() {
        return view().deadlines().stream()
                .flatMap(d -> d.partitions().stream()
                        .filter(p -> !p.live().isEmpty())
                        .map(p -> new MinerParams.Declared(d.index(), p.index(), p.live())))
                .toList();
    }

    @Test
    public void areSettledInTheNextEpochWhenThereAreTooMany() {
        new Genesis(
                        "early",
                        Instant.EPOCH,
                        Policy.DEVNET_UNPROVEN,
                        List.of(new Genesis.Account(OWNER, TokenAmount.fil("100000"))),
                        List.of(new Genesis.Miner(OWNER, OWNER, new byte[0], SECTORS, ProofType.unproven(32L << 30))))
                .build(tree);
        Applied tooMany = terminate(1, all());
        assertThat(tooMany.receipt().exitCode()).isEqualTo(ExitCode.USR_ILLEGAL_ARGUMENT);
        assertThat(tooMany.failure()).contains("25600 sectors: at most 3000 and 25000");

        // A miner of some exbibytes has as many in one deadline: they end at once when they were faulty for too long.
        MinerState state = view().state();
        BitField deadlines = BitField.EMPTY;
        for (MinerParams.Declared declared : all()) {
            Deadline deadline = state.deadline(declared.deadline(), tree.store());
            deadline.terminate(
                    declared.partition(),
                    declared.sectors(),
                    Epoch.of(1),
                    state.ground(declared.deadline(), Policy.DEVNET_UNPROVEN.proving()));
            state = state.with(declared.deadline(), deadline);
            deadlines = deadlines.union(BitField.of(declared.deadline()));
        }
        tree.put(MINER, state.withEarly(deadlines));
        TokenAmount pledge = state.funds().pledge();
        Applied more = at(1).applyImplicit(
                        Singletons.STORAGE_POWER,
                        MINER,
                        MinerActor.ON_DEFERRED_CRON_EVENT,
                        PowerParams.Deferred.CODEC.encode(new PowerParams.Deferred(
                                MinerCron.EARLY_ENDS,
                                Estimate.steady(TokenAmount.fil("36").atto()),
                                Estimate.steady(BigInteger.ONE.shiftLeft(50)))),
                        TokenAmount.ZERO);
        assertThat(more.failure()).isEmpty();
        assertThat(view().state().earlyTerminations().isEmpty()).isFalse();
        assertThat(view().state().funds().pledge())
                .isEqualTo(pledge.dividedBy(SECTORS).times(600));
        Applied cron = at(2).cron();
        assertThat(cron.notes()).isEmpty();
        assertThat(view().state().earlyTerminations().isEmpty()).isTrue();
        assertThat(view().state().funds().pledge()).isEqualTo(TokenAmount.ZERO);
        assertThat(view().deadlines()).allSatisfy(d -> assertThat(d.live()).isZero());
        // The claim was not told here, as it is by the message; all other rules are kept.
        assertThat(Audit.of(tree, Policy.DEVNET_UNPROVEN, Epoch.of(2), Builtin.invariants())
                        .violations())
                .singleElement()
                .asString()
                .contains("the claim is");
    }
}
