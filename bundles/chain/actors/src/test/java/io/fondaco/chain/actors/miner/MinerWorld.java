package io.fondaco.chain.actors.miner;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.Applied;
import io.fondaco.chain.actors.Builtin;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.Syscalls;
import io.fondaco.chain.actors.World;
import io.fondaco.chain.actors.init.ExecReturn;
import io.fondaco.chain.actors.power.PowerActor;
import io.fondaco.chain.actors.power.PowerParams;
import io.fondaco.chain.consensus.RandomnessTag;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.crypto.KeyPair;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import io.fondaco.model.TokenAmount;
import java.util.List;

/** A world with one miner of 2 KiB sectors, of the kind none if nothing else is said, owned by account 0, and a market without deals. */
final class MinerWorld {
    final World world;
    final Address worker;
    final Address miner;
    private final long type;
    /** What is said to prove sectors: nothing at all, or the byte of the kind vanilla. */
    final byte[] proof;

    MinerWorld() {
        this(Policy.DEVNET_UNPROVEN, -1);
    }

    /** @param type of window PoSt: below 0, or 10 */
    MinerWorld(Policy policy, long type) {
        this.type = type;
        this.proof = type < 0 ? new byte[0] : new byte[] {1};
        world = new World(policy, 3, Builtin.invariants());
        worker = blsAccount("worker");
        miner = ExecReturn.CODEC
                .decode(world.ok(
                        0,
                        Singletons.STORAGE_POWER,
                        PowerActor.CREATE_MINER,
                        create(worker, type),
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

    /** Pre-commits sectors, and proves them after the challenge. */
    void seal(MinerParams.Sector... sectors) {
        for (MinerParams.Sector sector : sectors) {
            ok(MinerActor.PRE_COMMIT_SECTOR, MinerParams.Sector.CODEC.encode(sector));
        }
        prove(sectors);
    }

    /** Proves sectors that are pre-committed in this epoch, after the challenge. */
    void prove(MinerParams.Sector... sectors) {
        until(world.epoch() + 5);
        for (MinerParams.Sector sector : sectors) {
            ok(
                    MinerActor.PROVE_COMMIT_SECTOR,
                    MinerParams.ProveCommit.CODEC.encode(new MinerParams.ProveCommit(sector.number(), proof)));
        }
    }

    MinerView view() {
        return MinerView.of(world.tree(), miner, world.policy()).orElseThrow();
    }

    /** Proves all partitions of the deadline that is open, and are not proven yet. */
    void post() {
        MinerView view = view();
        DeadlineInfo open = view.openDeadline(Epoch.of(world.epoch()));
        MinerView.DeadlineView deadline = view.deadline(open.index());
        List<MinerParams.Proven> due = deadline.partitions().stream()
                .filter(p ->
                        !deadline.posted().contains(p.index()) && !p.toProve().isEmpty())
                .map(p -> new MinerParams.Proven(p.index(), BitField.EMPTY))
                .toList();
        if (!due.isEmpty() && world.epoch() > open.open().number()) {
            Epoch commit = Epoch.of(world.epoch() - 1);
            ok(
                    MinerActor.SUBMIT_WINDOWED_POST,
                    MinerParams.WindowPost.CODEC.encode(new MinerParams.WindowPost(
                            open.index(),
                            due,
                            List.of(new Syscalls.PostProof(type, proof)),
                            commit,
                            world.syscalls.randomness(RandomnessTag.POST_CHAIN_COMMIT, commit, new byte[0]))));
        }
    }

    /** As {@link #until}, and proves what is due. */
    void proveUntil(long epoch) {
        while (world.epoch() < epoch) {
            post();
            until(world.epoch() + 1);
        }
    }

    /** Declares sectors of theirs, wherever they are: faults, recoveries or ends. */
    byte[] declared(long... sectors) {
        BitField numbers = BitField.of(sectors);
        return MinerParams.DECLARED.encode(view().deadlines().stream()
                .flatMap(d -> d.partitions().stream()
                        .filter(p -> !p.all().intersection(numbers).isEmpty())
                        .map(p -> new MinerParams.Declared(
                                d.index(), p.index(), p.all().intersection(numbers))))
                .toList());
    }

    /** The deadline a sector is in. */
    long deadlineOf(long sector) {
        return view().deadlines().stream()
                .filter(d -> d.partitions().stream().anyMatch(p -> p.all().contains(sector)))
                .findFirst()
                .orElseThrow()
                .index();
    }

    Applied reward(TokenAmount penalty) {
        return world.machine().reward(miner, penalty, TokenAmount.ZERO, 1);
    }

    MinerParams.Sector sector(long number) {
        return sector(number, Epoch.of(world.epoch() + 1200));
    }

    MinerParams.Sector sector(long number, Epoch expiration, Long... deals) {
        return new MinerParams.Sector(
                type < 0 ? type : type - 5,
                number,
                Cid.v1(
                        Cid.FIL_COMMITMENT_SEALED,
                        new Multihash(
                                Multihash.POSEIDON_BLS12_381_A2_FC1,
                                Multihash.sha256(new byte[] {(byte) number}).digest())),
                Epoch.of(world.epoch() - 1),
                List.of(deals),
                expiration,
                false);
    }
}
