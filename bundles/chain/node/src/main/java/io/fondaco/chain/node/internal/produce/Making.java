package io.fondaco.chain.node.internal.produce;

import io.fondaco.chain.node.internal.FullBlock;
import io.fondaco.chain.node.internal.InvalidBlockException;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.sector.SectorException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The blocks of one epoch, some of which may wait for their winning PoSts. */
final class Making {
    private static final Logger LOG = LoggerFactory.getLogger(Making.class);

    private final Epoch epoch;
    private final Map<Address, CompletableFuture<Optional<FullBlock>>> blocks = new LinkedHashMap<>();

    Making(Epoch epoch) {
        this.epoch = epoch;
    }

    void add(Address miner, CompletionStage<Optional<FullBlock>> block) {
        blocks.put(miner, block.toCompletableFuture());
    }

    boolean done() {
        return blocks.values().stream().allMatch(CompletableFuture::isDone);
    }

    /** Runs {@code then} once, on any thread, when all are there or the time is up. */
    void whenDone(Time time, Duration most, Runnable then) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        Registration limit = time.after(most, () -> over.complete(null));
        CompletableFuture.allOf(blocks.values().toArray(CompletableFuture[]::new))
                .whenComplete((all, failed) -> over.complete(null));
        over.thenRun(() -> {
            limit.close();
            then.run();
        });
    }

    /** Those that are there; says what became of the others. */
    List<FullBlock> made() {
        List<FullBlock> made = new ArrayList<>();
        blocks.forEach((miner, block) -> {
            if (!block.isDone()) {
                LOG.warn("miner {} won at {}, but its winning PoSt takes too long", miner, epoch);
                return;
            }
            try {
                block.join().ifPresent(made::add);
            } catch (CompletionException failed) {
                Throwable why = failed.getCause();
                if (why instanceof SectorException stopping && stopping.reason() == SectorException.Reason.CLOSED) {
                    LOG.info("miner {} won at {} and makes no block: {}", miner, epoch, why.getMessage());
                } else if (why instanceof SectorException || why instanceof InvalidBlockException) {
                    LOG.error("miner {} won at {} and made no block: {}", miner, epoch, why.getMessage());
                } else {
                    LOG.error("miner {} won at {} and made no block", miner, epoch, why);
                }
            }
        });
        return made;
    }
}
