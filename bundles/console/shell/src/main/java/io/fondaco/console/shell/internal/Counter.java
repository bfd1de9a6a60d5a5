package io.fondaco.console.shell.internal;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.car.CarFile;
import io.fondaco.codec.car.CarLimits;
import io.fondaco.codec.car.CarReader;
import io.fondaco.codec.unixfs.UnixFsImporter;
import io.fondaco.codec.unixfs.UnixFsOptions;
import io.fondaco.model.Cid;
import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.transfer.Offerings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been put on offer from the shell, until it is taken back or the node stops. */
@Component(service = Counter.class)
public final class Counter {

    private static final Logger LOG = LoggerFactory.getLogger(Counter.class);

    /**
     * A file on offer.
     *
     * @param file what was named
     * @param roots what others ask for
     */
    public record Served(String party, PeerId peer, Path file, List<Cid> roots) {}

    private record Entry(Served served, Registration offer, Optional<Path> packed) {}

    private final Offerings offerings;
    private final List<Entry> entries = new ArrayList<>();
    private boolean closed;

    @Activate
    public Counter(@Reference Offerings offerings) {
        this.offerings = offerings;
    }

    /**
     * Offers a CAR as it is, and any other file packed into one, which is removed again at the end.
     *
     * @throws IllegalArgumentException if there is no such file, or it begins as a CAR and is damaged further on
     */
    Served serve(String party, PeerId peer, Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    Files.exists(file) ? file + " is not a file; pack a folder first" : "There is no file " + file);
        }
        Optional<List<Cid>> roots = roots(file);
        Optional<Path> packed = roots.isPresent() ? Optional.empty() : Optional.of(pack(file));
        Path car = packed.orElse(file);
        try {
            Registration offer = offerings.offer(peer, car);
            Served served = new Served(
                    party,
                    peer,
                    file,
                    roots.isPresent() ? roots.get() : roots(car).orElseThrow());
            add(new Entry(served, offer, packed));
            return served;
        } catch (IOException | RuntimeException failed) {
            packed.ifPresent(Counter::remove);
            throw failed;
        }
    }

    private synchronized void add(Entry entry) {
        if (closed) {
            end(entry);
            throw new IllegalStateException("the shell's offers end just now; offer it again in a moment");
        }
        entries.add(entry);
    }

    private static Optional<List<Cid>> roots(Path file) throws IOException {
        try (CarFile car = CarFile.open(file)) {
            return Optional.of(car.roots());
        } catch (DecodeException damaged) {
            if (beginsAsACar(file)) {
                throw new IllegalArgumentException(
                        file + " begins as a CAR but is damaged: " + damaged.getMessage()
                                + "; make it anew from what it was packed from",
                        damaged);
            }
            return Optional.empty();
        }
    }

    private static boolean beginsAsACar(Path file) throws IOException {
        try (CarReader reader = CarReader.open(Files.newInputStream(file), CarLimits.DEFAULT)) {
            return reader.version() > 0;
        } catch (DecodeException notACar) {
            return false;
        }
    }

    private static Path pack(Path file) throws IOException {
        Path car = Files.createTempFile("fondaco-serve-", ".car");
        try (InputStream in = Files.newInputStream(file);
                FileChannel out = FileChannel.open(car, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            UnixFsImporter.importToCar(in, UnixFsOptions.DEFAULT, out, (offset, bytes) -> {});
            return car;
        } catch (IOException | RuntimeException failed) {
            remove(car);
            throw failed;
        }
    }

    private static void remove(Path car) {
        try {
            Files.deleteIfExists(car);
        } catch (IOException left) {
            LOG.warn("{} could not be removed; it can be deleted by hand", car, left);
        }
    }

    synchronized List<Served> served() {
        return entries.stream().map(Entry::served).toList();
    }

    /** Takes back what a file name or a root names; how many offers that were. */
    synchronized int stop(String what) {
        List<Entry> meant = entries.stream()
                .filter(entry -> entry.served().file().toString().equals(what)
                        || entry.served().roots().stream()
                                .anyMatch(root -> root.toString().equals(what)))
                .toList();
        meant.forEach(this::end);
        entries.removeAll(meant);
        return meant.size();
    }

    private void end(Entry entry) {
        entry.offer().close();
        entry.packed().ifPresent(Counter::remove);
    }

    @Deactivate
    public synchronized void close() {
        closed = true;
        entries.forEach(this::end);
        entries.clear();
    }
}
