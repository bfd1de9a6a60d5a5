package io.fondaco.console.shell.internal;

import io.fondaco.chain.HeadChange;
import io.fondaco.chain.block.Tipset;
import io.fondaco.model.Cid;
import io.fondaco.model.Registration;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code chain:follow}. */
@Service
@Command(
        scope = "chain",
        name = "follow",
        description =
                "Show every tipset that comes on the chain or leaves it; Ctrl-C ends it. Example: chain:follow --count 10")
public final class ChainFollow extends ChainCommand<List<ChainFollow.Move>> {

    private static final long DAY = Duration.ofDays(1).toSeconds();

    /** A tipset that came or went. @param move {@code applied} or {@code reverted} */
    public record Move(String move, long epoch, List<Cid> key, int blocks) {}

    @Option(name = "--count", description = "End after so many moves of the head")
    Integer count;

    @Option(name = "--timeout", description = "End after so many seconds")
    Integer timeout;

    @Override
    List<Move> ask() throws InterruptedException {
        if (count != null && count < 1 || timeout != null && (timeout < 1 || timeout > DAY)) {
            throw new IllegalArgumentException("--count is 1 or more, --timeout 1 to " + DAY + " seconds");
        }
        boolean collects = scripted() || json;
        if (collects && count == null && timeout == null) {
            throw new IllegalArgumentException(
                    "The answer comes at the end: say with --count or --timeout when that is");
        }
        List<Move> seen = new ArrayList<>();
        BlockingQueue<HeadChange> news = new LinkedBlockingQueue<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeout == null ? DAY * 365 : timeout);
        try (Registration following = node().follow(news::add)) {
            for (int moves = 0; count == null || moves < count; moves++) {
                HeadChange change = news.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (change == null) {
                    break;
                }
                List<Move> moved = new ArrayList<>();
                change.reverted().forEach(tipset -> moved.add(move("reverted", tipset)));
                change.applied().forEach(tipset -> moved.add(move("applied", tipset)));
                if (collects) {
                    seen.addAll(moved);
                } else {
                    moved.forEach(this::tell);
                }
            }
        } catch (InterruptedException e) {
            if (!interactive()) {
                throw e;
            }
            // Ctrl-C is how a person ends this.
        }
        return seen;
    }

    private static Move move(String move, Tipset tipset) {
        return new Move(
                move,
                tipset.height().number(),
                tipset.key().cids(),
                tipset.blocks().size());
    }

    private void tell(Move move) {
        System.out.println((move.move().equals("applied") ? "+ " : "- ") + move.epoch() + "  " + time(at(move.epoch()))
                + "  " + move.blocks() + (move.blocks() == 1 ? " block  " : " blocks  ")
                + brief(move.key().get(0))
                + (move.move().equals("applied") ? "" : "  left the chain"));
    }

    @Override
    void show(List<Move> seen, PrintStream out) {
        // Each was told as it came.
    }
}
