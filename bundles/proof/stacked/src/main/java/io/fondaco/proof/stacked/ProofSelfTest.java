package io.fondaco.proof.stacked;

import io.fondaco.proof.ProofException;
import io.fondaco.proof.ProofException.Reason;
import io.fondaco.proof.SectorSize;
import io.fondaco.proof.SelfTest;
import io.fondaco.proof.SelfTest.Row;
import io.fondaco.proof.Watch;
import io.fondaco.proof.spi.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Computes published values again: on every backend what backends compute, and the graph and the challenges once. */
public final class ProofSelfTest {
    private final List<Row> rows = new ArrayList<>();

    private ProofSelfTest() {}

    /**
     * Everything, sectors of 8 MiB included: seconds for a native backend, a minute or so for java. Small sectors are sealed
     * by a backend that lacks a kernel too, with the first one that has all in its place there.
     */
    public static SelfTest run(List<Backend> backends, Lanes lanes, Watch watch) {
        return run(backends, lanes, watch, SectorSize.MIB_8);
    }

    /**
     * The values of sectors that are not too large.
     *
     * @param upTo leaves out larger ones
     * @throws ProofException (CANCELLED)
     */
    public static SelfTest run(List<Backend> backends, Lanes lanes, Watch watch, SectorSize upTo) {
        ProofSelfTest test = new ProofSelfTest();
        Graphs graphs = new Graphs(lanes, watch);
        new ProtocolValues(graphs, upTo).rows(test::row);
        Optional<Kernels> whole =
                backends.stream().map(Kernels::of).flatMap(Optional::stream).findFirst();
        for (Backend backend : backends) {
            new BackendValues(backend, whole, graphs, lanes, watch, upTo)
                    .rows((name, expected, computed) -> test.row(backend.name(), name, expected, computed));
        }
        return new SelfTest(test.rows);
    }

    /** Takes the values of one backend. */
    @FunctionalInterface
    interface Sink {
        void row(String name, String expected, Callable<?> computed);
    }

    private void row(String name, String expected, Callable<?> computed) {
        row(SelfTest.PROTOCOL, name, expected, computed);
    }

    private void row(String backend, String name, String expected, Callable<?> computed) {
        rows.add(new Row(backend, name, expected, text(computed)));
    }

    private static String text(Callable<?> computed) {
        try {
            return String.valueOf(computed.call());
        } catch (ProofException e) {
            if (e.reason() == Reason.CANCELLED) {
                throw e;
            }
            return e.toString();
        } catch (Exception | LinkageError e) {
            // A value that cannot be computed is a row that failed, whatever the reason; the reason stands there.
            return e.toString();
        }
    }
}
