package io.fondaco.chain.actors.miner;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.Applied;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.World;
import io.fondaco.chain.actors.init.ExecReturn;
import io.fondaco.chain.actors.power.PowerActor;
import io.fondaco.chain.actors.power.PowerParams;
import io.fondaco.crypto.KeyPair;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import io.fondaco.model.TokenAmount;
import java.util.List;

/** A world with one miner of 2 KiB sectors of the kind none, owned by account 0, and a market without deals. */
final class MinerWorld {
    final World world = new World(3);
    final Address worker;
    final Address miner;

    MinerWorld() {
        worker = blsAccount("worker");
        miner = ExecReturn.CODEC
                .decode(world.ok(
                        0,
                        Singletons.STORAGE_POWER,
                        PowerActor.CREATE_MINER,
                        create(worker, -1),
                        TokenAmount.fil("100")))
                .id();
    }

    static byte[] create(Address worker, long type) {
        return PowerParams.CreateMiner.CODEC.encode(
                new PowerParams.CreateMiner(World.account(0), worker, type, new byte[] {1}, List.of(new byte[] {2})));
    }

    /** A BLS key that is the same in each run. */
    static Address blsKey(String seed) {
        byte[] secret = Multihash.sha256(seed.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .digest();
        secret[0] &= 0x3f;
        secret[31] &= 0x3f;
        return KeyPair.of(new PrivateKey(KeyType.BLS, secret)).address();
    }

    /** The ID address of a new account with a BLS key. */
    Address blsAccount(String seed) {
        Address key = blsKey(seed);
        world.ok(1, key, 0, Codec.NOTHING, TokenAmount.fil("1"));
        return world.tree().resolve(key).orElseThrow();
    }

    MinerState state() {
        return world.tree().state(miner, MinerState.class).orElseThrow();
    }

    byte[] ok(long method, byte[] params) {
        return world.ok(0, miner, method, params);
    }

    void fails(int exitCode, long method, byte[] params) {
        world.fails(exitCode, 0, miner, method, params);
    }

    /** Ends epochs until {@code epoch}, which is then the current one. */
    void until(long epoch) {
        while (world.epoch() < epoch) {
            Applied tick = world.machine().cron();
            assertThat(tick.failure()).isEmpty();
            assertThat(tick.notes()).isEmpty();
            assertThat(world.audited().violations()).isEmpty();
            world.at(world.epoch() + 1);
        }
    }

    Applied reward(TokenAmount penalty) {
        return world.machine().reward(miner, penalty, TokenAmount.ZERO, 1);
    }

    MinerParams.Sector sector(long number) {
        return new MinerParams.Sector(
                -1,
                number,
                Cid.v1(
                        Cid.FIL_COMMITMENT_SEALED,
                        new Multihash(
                                Multihash.POSEIDON_BLS12_381_A2_FC1,
                                Multihash.sha256(new byte[] {(byte) number}).digest())),
                Epoch.of(world.epoch() - 1),
                List.of(),
                Epoch.of(world.epoch() + 1200),
                false);
    }
}
