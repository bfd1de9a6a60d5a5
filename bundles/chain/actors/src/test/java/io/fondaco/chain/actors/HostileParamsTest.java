package io.fondaco.chain.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.init.ExecParams;
import io.fondaco.chain.actors.multisig.MultisigParams;
import io.fondaco.chain.actors.paych.PaychParams;
import io.fondaco.chain.actors.power.PowerParams;
import io.fondaco.chain.paych.SignedVoucher;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.Test;

/** Whatever bytes come as parameters, no actor breaks down: each ends with a code of its own. */
public class HostileParamsTest {
    private static final int ROUNDS = Boolean.getBoolean("fondaco.long") ? 300_000 : 6_000;

    private final Puppet puppet = new Puppet(ActorCode.STORAGE_MINER);
    private final World world = new World(3, puppet);
    private final Random random = new Random(11);

    @Test
    public void noParametersBreakAnActor() {
        Address channel = world.exec(
                        0,
                        ActorCode.PAYMENT_CHANNEL,
                        PaychParams.Channel.CODEC.encode(new PaychParams.Channel(World.account(0), World.account(1))),
                        TokenAmount.fil("5"))
                .id();
        Address multisig = world.exec(0, ActorCode.MULTISIG, multisig(1), TokenAmount.fil("5"))
                .id();
        Address miner = world.puppet(ActorCode.STORAGE_MINER, TokenAmount.ZERO);
        List<Address> all = new ArrayList<>(List.of(
                Singletons.SYSTEM,
                Singletons.INIT,
                Singletons.REWARD,
                Singletons.CRON,
                Singletons.STORAGE_POWER,
                channel,
                multisig,
                World.account(1)));
        List<byte[]> good = samples(channel);
        int decoded = 0;
        for (int i = 0; i < ROUNDS; i++) {
            Address to = all.get(random.nextInt(all.size()));
            byte[] params = mutated(good.get(random.nextInt(good.size())));
            long method = 1 + random.nextInt(9);
            Applied applied = random.nextInt(4) == 0
                    ? relayed(miner, to, method, params)
                    : world.machine().apply(world.message(0, to, method, params, TokenAmount.ZERO), 200);
            assertThat(applied.receipt().exitCode())
                    .as("method %d of %s with %s: %s", method, to, Arrays.toString(params), applied.failure())
                    .isNotEqualTo(ExitCode.SYS_ILLEGAL_INSTRUCTION);
            decoded += applied.receipt().exitCode() == ExitCode.USR_SERIALIZATION ? 0 : 1;
        }
        // Not all of it is stopped at the door.
        assertThat(decoded).isBetween(ROUNDS / 10, ROUNDS * 9 / 10);
        assertThat(world.audited().violations()).isEmpty();
    }

    private Applied relayed(Address miner, Address to, long method, byte[] params) {
        byte[] relay = Puppet.Relay.CODEC.encode(new Puppet.Relay(to, method, params, TokenAmount.ZERO));
        return world.machine().apply(world.message(0, miner, Puppet.RELAY, relay, TokenAmount.ZERO), 200);
    }

    private static byte[] multisig(long threshold) {
        return MultisigParams.Create.CODEC.encode(
                new MultisigParams.Create(List.of(World.account(0), World.account(1)), threshold, 0, Epoch.of(0)));
    }

    private List<byte[]> samples(Address channel) {
        SignedVoucher voucher = new SignedVoucher(
                        channel,
                        Epoch.of(0),
                        Epoch.of(0),
                        new byte[0],
                        Optional.empty(),
                        1,
                        1,
                        TokenAmount.fil("1"),
                        Epoch.of(0),
                        List.of(),
                        Optional.empty())
                .sign(world.key(1).privateKey());
        return List.of(
                PaychParams.Update.CODEC.encode(new PaychParams.Update(voucher, new byte[0])),
                ExecParams.CODEC.encode(ExecParams.of(ActorCode.MULTISIG, multisig(1))),
                MultisigParams.Propose.CODEC.encode(
                        new MultisigParams.Propose(World.account(2), TokenAmount.fil("0.1"), 0, new byte[2])),
                MultisigParams.Which.CODEC.encode(new MultisigParams.Which(0, new byte[0])),
                MultisigParams.Signer.CODEC.encode(new MultisigParams.Signer(World.account(2), true)),
                PowerParams.Enroll.CODEC.encode(new PowerParams.Enroll(Epoch.of(5), new byte[1])),
                PowerParams.PowerDelta.CODEC.encode(new PowerParams.PowerDelta(BigInteger.TEN, BigInteger.TEN)),
                Codec.TOKEN.encode(TokenAmount.fil("1")),
                new byte[0]);
    }

    /** The same bytes, or with one to three of them changed, cut off or added. */
    private byte[] mutated(byte[] good) {
        byte[] bytes = good.clone();
        for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
            switch (random.nextInt(4)) {
                case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
                case 1 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(3));
                default -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
        }
        return bytes;
    }
}
