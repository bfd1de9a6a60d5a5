package io.fondaco.chain.actors.load;

import io.fondaco.chain.DealProposal;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.Syscalls;
import io.fondaco.chain.actors.World;
import io.fondaco.chain.actors.init.ExecReturn;
import io.fondaco.chain.actors.market.MarketState;
import io.fondaco.chain.actors.miner.DeadlineInfo;
import io.fondaco.chain.actors.miner.MinerActor;
import io.fondaco.chain.actors.miner.MinerParams;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.actors.miner.PreCommit;
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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A miner of sectors of 2 KiB that does its duty more or less. */
final class Miner {
    private static final long MOST_WAITING = 6;

    private final Load load;
    private final World world;
    private final int owner;
    private final int percent;
    private final Address id;
    private long next;

    /** @param percent how many of its windows it proves */
    Miner(Load load, int owner, int percent) {
        this.load = load;
        this.world = load.world;
        this.owner = owner;
        this.percent = percent;
        byte[] secret = Multihash.sha256(("worker " + owner).getBytes(StandardCharsets.UTF_8))
                .digest();
        secret[0] &= 0x3f;
        secret[31] &= 0x3f;
        Address worker = KeyPair.of(new PrivateKey(KeyType.BLS, secret)).address();
        world.ok(owner, worker, 0, Codec.NOTHING, TokenAmount.fil("1"));
        byte[] create = PowerParams.CreateMiner.CODEC.encode(
                new PowerParams.CreateMiner(World.account(owner), worker, -1, new byte[] {1}, List.of()));
        id = ExecReturn.CODEC
                .decode(world.ok(
                        owner, Singletons.STORAGE_POWER, PowerActor.CREATE_MINER, create, TokenAmount.fil("300")))
                .id();
        world.ok(
                owner,
                id,
                MinerActor.CHANGE_WORKER_ADDRESS,
                MinerParams.ChangeWorker.CODEC.encode(
                        new MinerParams.ChangeWorker(worker, List.of(World.account(Load.OPERATOR)))));
    }

    Address id() {
        return id;
    }

    long sectors() {
        return next;
    }

    private MinerView view() {
        return MinerView.of(world.tree(), id, world.policy()).orElseThrow();
    }

    private boolean send(int from, long method, byte[] params) {
        return load.send("miner", from, id, method, params, TokenAmount.ZERO);
    }

    private boolean send(long method, byte[] params) {
        return send(
                load.random.nextInt(30) == 0 ? 5 : load.random.nextBoolean() ? owner : Load.OPERATOR, method, params);
    }

    void act() {
        prove();
        post();
        int what = load.random.nextInt(200);
        if (what < 20) {
            preCommit();
        } else if (what < 30 - percent / 12) {
            declare(MinerActor.DECLARE_FAULTS);
        } else if (what < 45) {
            declare(MinerActor.DECLARE_FAULTS_RECOVERED);
        } else if (what < 47) {
            declare(MinerActor.TERMINATE_SECTORS);
        } else if (what < 51) {
            extend();
        } else if (what < 53) {
            compact();
        } else {
            accounts(what);
        }
    }

    private void accounts(int what) {
        if (what < 55) {
            send(owner, MinerActor.WITHDRAW_BALANCE, MinerParams.WITHDRAW.encode(load.some(40)));
        } else if (what < 57) {
            send(MinerActor.REPAY_DEBT, Codec.NOTHING);
        } else if (what < 63) {
            boolean poor = view().availableBalance().compareTo(TokenAmount.fil("60")) < 0;
            if (poor) {
                load.transfer(owner, id, load.some(100));
            }
        } else if (what == 63 && load.random.nextInt(4) == 0) {
            report();
        } else if (what == 64) {
            dispute();
        } else if (what == 65) {
            send(MinerActor.CHANGE_PEER_ID, MinerParams.PEER.encode(new byte[load.random.nextInt(140)]));
        } else if (what == 66) {
            send(MinerActor.COMPACT_SECTOR_NUMBERS, MinerParams.SECTOR_NUMBERS.encode(BitField.run(next, 2)));
            next += 2;
        }
    }

    private MinerParams.Sector sector(List<Long> deals, long end) {
        long number = next++;
        byte[] digest = Multihash.sha256(
                        ByteBuffer.allocate(12).putInt(owner).putLong(number).array())
                .digest();
        long earliest = Math.max(end, world.epoch() + 244 + 480);
        return new MinerParams.Sector(
                -1,
                number,
                Cid.v1(Cid.FIL_COMMITMENT_SEALED, new Multihash(Multihash.POSEIDON_BLS12_381_A2_FC1, digest)),
                Epoch.of(world.epoch() - 1),
                deals,
                Epoch.of(earliest + load.random.nextInt(300)),
                false);
    }

    private void preCommit() {
        long[] waiting = {0};
        view().state().sectors().preCommitted().forEach((key, sector) -> waiting[0]++);
        if (waiting[0] >= MOST_WAITING) {
            return;
        }
        MinerParams.Sector first = withDeals();
        if (load.random.nextInt(4) == 0) {
            List<MinerParams.Sector> batch = List.of(first, sector(List.of(), 0));
            send(MinerActor.PRE_COMMIT_SECTOR_BATCH, MinerParams.SECTORS.encode(batch));
        } else {
            send(MinerActor.PRE_COMMIT_SECTOR, MinerParams.Sector.CODEC.encode(first));
        }
    }

    /** With deals that are published and in no sector, as many as fit, and sometimes more. */
    private MinerParams.Sector withDeals() {
        MarketState market = load.market();
        List<Long> chosen = new ArrayList<>();
        long[] room = {load.random.nextInt(12) == 0 ? 4096 : 2048};
        long[] end = {0};
        market.proposals().forEach((deal, proposal) -> {
            if (fits(proposal, room[0]) && market.states().get(deal).isEmpty()) {
                chosen.add(deal);
                room[0] -= proposal.pieceSize();
                end[0] = Math.max(end[0], proposal.end().number());
            }
        });
        return sector(chosen, end[0]);
    }

    private boolean fits(DealProposal deal, long room) {
        return deal.provider().equals(id)
                && deal.pieceSize() <= room
                && deal.start().number() > world.epoch() + load.random.nextInt(12);
    }

    private void prove() {
        List<Long> due = new ArrayList<>();
        view().state().sectors().preCommitted().forEach((key, sector) -> due(sector)
                .ifPresent(due::add));
        due.forEach(number -> send(
                MinerActor.PROVE_COMMIT_SECTOR,
                MinerParams.ProveCommit.CODEC.encode(new MinerParams.ProveCommit(number, new byte[0]))));
    }

    private Optional<Long> due(PreCommit sector) {
        long age = world.epoch() - sector.epoch().number();
        // A few are never proven.
        boolean forgotten = sector.sector().number() % 17 == 5;
        return age > 4 && !forgotten && (percent == 100 || load.random.nextInt(3) == 0)
                ? Optional.of(sector.sector().number())
                : Optional.empty();
    }

    private void post() {
        MinerView view = view();
        DeadlineInfo open = view.openDeadline(Epoch.of(world.epoch()));
        MinerView.DeadlineView deadline = view.deadline(open.index());
        // The decision is the same for all epochs of a window.
        boolean willing = Math.floorMod(open.open().number() * 31 + owner * 7, 100) < percent;
        List<MinerParams.Proven> due = deadline.partitions().stream()
                .filter(p ->
                        !deadline.posted().contains(p.index()) && !p.toProve().isEmpty())
                .map(p -> new MinerParams.Proven(p.index(), skipped(p)))
                .toList();
        if (!willing || due.isEmpty() || world.epoch() <= open.open().number()) {
            return;
        }
        Epoch commit = Epoch.of(world.epoch() - 1);
        send(
                MinerActor.SUBMIT_WINDOWED_POST,
                MinerParams.WindowPost.CODEC.encode(new MinerParams.WindowPost(
                        open.index(),
                        due,
                        List.of(new Syscalls.PostProof(-1, new byte[0])),
                        commit,
                        world.syscalls.randomness(RandomnessTag.POST_CHAIN_COMMIT, commit, new byte[0]))));
    }

    private BitField skipped(MinerView.PartitionView partition) {
        return percent < 100 && load.random.nextInt(6) == 0 ? partition.live().slice(0, 1) : BitField.EMPTY;
    }

    private void declare(long method) {
        List<MinerParams.Declared> some = new ArrayList<>();
        for (MinerView.DeadlineView deadline : view().deadlines()) {
            for (MinerView.PartitionView partition : deadline.partitions()) {
                BitField from = method == MinerActor.DECLARE_FAULTS_RECOVERED ? partition.faulty() : partition.live();
                int rarely = method == MinerActor.DECLARE_FAULTS_RECOVERED
                        ? 2
                        : method == MinerActor.DECLARE_FAULTS ? 5 : 12;
                if (!from.isEmpty() && load.random.nextInt(rarely) == 0) {
                    some.add(new MinerParams.Declared(
                            deadline.index(),
                            partition.index(),
                            from.slice(load.random.nextInt((int) from.count()), 1)));
                }
            }
        }
        // One by one: one that is too late would hold up the others.
        some.forEach(one -> send(method, MinerParams.DECLARED.encode(List.of(one))));
    }

    private void extend() {
        for (MinerView.DeadlineView deadline : view().deadlines()) {
            for (MinerView.PartitionView partition : deadline.partitions()) {
                if (!partition.active().isEmpty() && load.random.nextInt(10) == 0) {
                    Epoch end = Epoch.of(world.epoch() + 600 + load.random.nextInt(1200));
                    send(
                            MinerActor.EXTEND_SECTOR_EXPIRATION,
                            MinerParams.EXTENSIONS.encode(List.of(new MinerParams.Extension(
                                    deadline.index(), partition.index(), partition.active(), end))));
                }
            }
        }
    }

    private void compact() {
        for (MinerView.DeadlineView deadline : view().deadlines()) {
            boolean worth =
                    deadline.partitions().stream().anyMatch(p -> !p.terminated().isEmpty());
            if (worth && load.random.nextInt(3) == 0) {
                BitField all = BitField.run(0, deadline.partitions().size());
                send(
                        MinerActor.COMPACT_PARTITIONS,
                        MinerParams.Compaction.CODEC.encode(new MinerParams.Compaction(deadline.index(), all)));
            }
        }
    }

    private void report() {
        Epoch fault = Epoch.of(Math.max(0, world.epoch() - 1 - load.random.nextInt(10)));
        world.syscalls.fault = Optional.of(new Syscalls.ConsensusFault(id, fault, 1));
        byte[] report = MinerParams.Fault.CODEC.encode(new MinerParams.Fault(new byte[1], new byte[1], new byte[0]));
        send(5, MinerActor.REPORT_CONSENSUS_FAULT, report);
        world.syscalls.fault = Optional.empty();
    }

    private void dispute() {
        world.syscalls.postsHold = false;
        for (MinerView.DeadlineView deadline : view().deadlines()) {
            if (deadline.proofs() > 0) {
                send(
                        5,
                        MinerActor.DISPUTE_WINDOWED_POST,
                        MinerParams.Dispute.CODEC.encode(new MinerParams.Dispute(deadline.index(), 0)));
            }
        }
        world.syscalls.postsHold = true;
    }
}
