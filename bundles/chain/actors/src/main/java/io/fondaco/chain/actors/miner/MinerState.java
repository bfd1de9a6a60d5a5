package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Abort;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.State;
import io.fondaco.chain.actors.StateLink;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * State of a miner, a tuple of fifteen.
 *
 * @param periodStart where the current proving period began; may be below 0
 * @param currentDeadline as cron left it
 * @param deadlines CIDs of the deadlines of a period
 * @param earlyTerminations deadlines with sectors whose early end is to be settled
 * @param cronActive whether power is asked to call at the end of the deadline
 */
public record MinerState(
        StateLink<MinerInfo> info,
        Funds funds,
        Sectors sectors,
        Epoch periodStart,
        long currentDeadline,
        StateLink<List<Cid>> deadlines,
        BitField earlyTerminations,
        boolean cronActive)
        implements State {
    private static final Codec<List<Cid>> CIDS = Codec.list(Codec.CID);
    private static final Codec<List<Cid>> DEADLINES = new Codec<>(
            (out, due) -> {
                out.writeListHeader(1);
                CIDS.writer().accept(out, due);
            },
            in -> {
                in.readListHeader(1);
                return CIDS.reader().apply(in);
            });

    static MinerState first(BlockStore store, MinerInfo info, DeadlineInfo now) {
        Cid empty =
                StateLink.of(store, Deadline.codec(store), new Deadline(store)).flush();
        return new MinerState(
                StateLink.of(store, MinerInfo.CODEC, info),
                new Funds(
                        TokenAmount.ZERO,
                        TokenAmount.ZERO,
                        StateLink.of(store, VestingFunds.CODEC, VestingFunds.NONE),
                        TokenAmount.ZERO,
                        TokenAmount.ZERO),
                Sectors.first(store),
                now.start(),
                now.index(),
                StateLink.of(store, DEADLINES, Collections.nCopies(now.policy().deadlines(), empty)),
                BitField.EMPTY,
                false);
    }

    /** A deadline to work on. @throws Abort (16) if there is none */
    Deadline deadline(long index, BlockStore store) {
        List<Cid> due = deadlines.get();
        Abort.unlessArgument(index >= 0 && index < due.size(), "deadline " + index + ": there are " + due.size());
        return StateLink.load(store, Deadline.codec(store), due.get((int) index))
                .get();
    }

    /** Shows all deadlines to who only looks at them: those that are alike, as empty ones, are one object. */
    void forEachDeadline(BlockStore store, BiConsumer<Long, Deadline> look) {
        Map<Cid, Deadline> known = new HashMap<>();
        List<Cid> due = deadlines.get();
        for (int i = 0; i < due.size(); i++) {
            look.accept(
                    (long) i, known.computeIfAbsent(due.get(i), cid -> StateLink.load(store, Deadline.codec(store), cid)
                            .get()));
        }
    }

    MinerState with(long index, Deadline deadline) {
        List<Cid> due = new ArrayList<>(deadlines.get());
        due.set(
                (int) index,
                StateLink.of(deadline.store, Deadline.codec(deadline.store), deadline)
                        .flush());
        return new MinerState(
                info,
                funds,
                sectors,
                periodStart,
                currentDeadline,
                deadlines.with(List.copyOf(due)),
                earlyTerminations,
                cronActive);
    }

    /** The deadline that is open now. */
    public DeadlineInfo open(Epoch now, Policy.Proving policy) {
        return DeadlineInfo.at(now, periodStart, policy);
    }

    /** How epochs of a deadline are rounded, where its sectors are. */
    Partition.Ground ground(long index, Policy.Proving policy) {
        return new Partition.Ground(
                numbers -> Sectors.infos(sectors.proven(), numbers),
                new DeadlineInfo(periodStart, index, policy).quantum(),
                info.get().type().sectorSize());
    }

    MinerState with(MinerInfo changed) {
        return new MinerState(
                info.with(changed),
                funds,
                sectors,
                periodStart,
                currentDeadline,
                deadlines,
                earlyTerminations,
                cronActive);
    }

    MinerState with(Funds changed) {
        return new MinerState(
                info, changed, sectors, periodStart, currentDeadline, deadlines, earlyTerminations, cronActive);
    }

    MinerState with(Sectors changed) {
        return new MinerState(
                info, funds, changed, periodStart, currentDeadline, deadlines, earlyTerminations, cronActive);
    }

    MinerState withEarly(BitField changed) {
        return new MinerState(info, funds, sectors, periodStart, currentDeadline, deadlines, changed, cronActive);
    }

    MinerState withCron(boolean active) {
        return new MinerState(info, funds, sectors, periodStart, currentDeadline, deadlines, earlyTerminations, active);
    }

    MinerState at(DeadlineInfo now) {
        return new MinerState(info, funds, sectors, now.start(), now.index(), deadlines, earlyTerminations, cronActive);
    }

    /** Whether there is anything to do at the end of a deadline. */
    boolean needsCron() {
        return !funds.deposits().isZero()
                || !funds.pledge().isZero()
                || !funds.locked().isZero();
    }

    @Override
    public TokenAmount locked() {
        return funds.bound();
    }

    static MinerState read(CborReader in, BlockStore store) {
        in.readListHeader(15);
        StateLink<MinerInfo> info = StateLink.load(store, MinerInfo.CODEC, in.readCid());
        TokenAmount deposits = in.readTokenAmount();
        TokenAmount locked = in.readTokenAmount();
        StateLink<VestingFunds> vesting = StateLink.load(store, VestingFunds.CODEC, in.readCid());
        Funds funds = new Funds(deposits, locked, vesting, in.readTokenAmount(), in.readTokenAmount());
        Sectors sectors = Sectors.load(store, in.readCid(), in.readCid(), in.readCid(), in.readCid());
        return new MinerState(
                info,
                funds,
                sectors,
                Epoch.of(in.readLong()),
                in.readUnsignedLong(),
                StateLink.load(store, DEADLINES, in.readCid()),
                BitField.read(in),
                in.readBoolean());
    }

    @Override
    public void write(CborWriter out) {
        out.writeListHeader(15)
                .writeCid(info.flush())
                .writeTokenAmount(funds.deposits())
                .writeTokenAmount(funds.locked())
                .writeCid(funds.vesting().flush())
                .writeTokenAmount(funds.debt())
                .writeTokenAmount(funds.pledge())
                .writeCid(sectors.preCommitted().flush())
                .writeCid(sectors.cleanUp().flush())
                .writeCid(sectors.allocated().flush())
                .writeCid(sectors.proven().flush())
                .writeLong(periodStart.number())
                .writeUnsignedLong(currentDeadline)
                .writeCid(deadlines.flush());
        earlyTerminations.write(out);
        out.writeBoolean(cronActive);
    }
}
