package io.fondaco.sector.pipeline.internal;

import io.fondaco.model.Cid;
import io.fondaco.model.PieceSize;
import io.fondaco.model.TokenAmount;
import io.fondaco.piece.SectorLayout;
import io.fondaco.sector.SectorState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A sector as the journal tells of it. Changed by {@link Book} alone. */
final class Sector {
    final SectorId id;
    final long size;
    final List<Deal> deals = new ArrayList<>();
    final Map<Step, Integer> attempts = new EnumMap<>(Step.class);
    SectorState state = SectorState.PACKING;
    /** When its first deal came in; -1 before. */
    long since = -1;
    /** The last message for each step. */
    final Map<Step, Cid> messages = new EnumMap<>(Step.class);

    TokenAmount need = TokenAmount.ZERO;
    TokenAmount value = TokenAmount.ZERO;
    long precommitted = -1;
    long activation = -1;
    long expiration = -1;
    /** How far it is sealed; null before it begins, and for good when nothing is sealed. */
    Seal seal;
    /** It is over, and its files are deleted. */
    boolean cleared;
    /** When it failed or ended. */
    long over = -1;
    /** Why it failed or ended, or what the last refusal said. */
    String why = "";

    Sector(SectorId id, long size) {
        this.id = id;
        this.size = size;
    }

    int attempt(Step step) {
        return attempts.getOrDefault(step, 0);
    }

    /** Whether what only sealing needs can be deleted once nothing can be undone any more. */
    boolean finishing() {
        return seal != null && seal.next() == SealPhase.FINALIZE;
    }

    /** What a job needs to know to lay the sector out. @param pieces by offset */
    record Order(SectorId id, long size, List<Placed> pieces) {}

    /** A piece and its place. @param offset in padded bytes */
    record Placed(long deal, Cid copy, long offset) {}

    Order order() {
        return new Order(
                id,
                size,
                deals.stream()
                        .map(d -> new Placed(d.id(), d.copy(), offset(d.id())))
                        .toList());
    }

    /** As operators see it: what the chain has of it, and between that how far it is sealed. */
    SectorState shown() {
        if (seal == null || seal.next() == null) {
            return state;
        }
        return switch (state) {
            case PACKED ->
                seal.sealed()
                        ? SectorState.SEALED
                        : seal.next() == SealPhase.PRE_COMMIT_1 ? SectorState.PRE_COMMIT_1 : SectorState.PRE_COMMIT_2;
            case PRE_COMMITTED ->
                seal.seed == null
                        ? SectorState.PRE_COMMITTED
                        : switch (seal.next()) {
                            case PRE_COMMIT_1 -> SectorState.PRE_COMMIT_1;
                            case PRE_COMMIT_2 -> SectorState.PRE_COMMIT_2;
                            case COMMIT_1 -> SectorState.COMMIT_1;
                            case COMMIT_2 -> SectorState.COMMIT_2;
                            case FINALIZE -> SectorState.PROVEN;
                        };
            case ACTIVE -> SectorState.FINALIZING;
            default -> state;
        };
    }

    /** Neither ended nor given up. */
    boolean open() {
        return state != SectorState.ENDED && state != SectorState.FAILED;
    }

    boolean onItsWay() {
        return state == SectorState.PRE_COMMIT_SENT || state == SectorState.PROVE_COMMIT_SENT;
    }

    List<Long> dealIds() {
        return deals.stream().map(Deal::id).toList();
    }

    List<Deal> deals() {
        return Collections.unmodifiableList(deals);
    }

    long firstStart() {
        return deals.stream().mapToLong(Deal::start).min().orElse(Long.MAX_VALUE);
    }

    long lastEnd() {
        return deals.stream().mapToLong(Deal::end).max().orElse(-1);
    }

    /** Where its pieces lie, as the chain computes it from the deals in their order. */
    SectorLayout layout() {
        return SectorLayout.of(
                PieceSize.ofPadded(size), deals.stream().map(Deal::info).toList());
    }

    /** Where a deal of it begins, in padded bytes. */
    long offset(long deal) {
        long end = 0;
        for (Deal each : deals) {
            long offset = end + each.padded() - 1 & -each.padded();
            if (each.id() == deal) {
                return offset;
            }
            end = offset + each.padded();
        }
        throw new IllegalArgumentException("deal " + deal + " is not in " + id);
    }

    /** Where the next piece of that size would end, in padded bytes. */
    long endWith(long padded) {
        long end = deals.isEmpty()
                ? 0
                : offset(deals.get(deals.size() - 1).id())
                        + deals.get(deals.size() - 1).padded();
        return (end + padded - 1 & -padded) + padded;
    }
}
