package io.fondaco.console.tool.internal;

import io.fondaco.codec.car.CarFile;
import io.fondaco.codec.car.CarLimits;
import io.fondaco.codec.car.CarWriter;
import io.fondaco.codec.car.DepthFirst;
import io.fondaco.codec.selector.TraversalLimits;
import io.fondaco.codec.unixfs.Imported;
import io.fondaco.codec.unixfs.UnixFsImporter;
import io.fondaco.console.tool.Tool;
import io.fondaco.model.Cid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.osgi.service.component.annotations.Component;

/**
 * {@code car}: a file as a CARv1 of its UnixFS blocks, from the root depth first, as a deal has it. The output appears whole
 * or not at all.
 */
@Component(property = Tool.NAME + "=car")
public final class CarTool implements Tool {

    /** Of blocks we have just made ourselves: as many as there are. */
    private static final TraversalLimits LIMITS =
            new TraversalLimits(Long.MAX_VALUE, Long.MAX_VALUE, 1024, CarLimits.DEFAULT.maxSection());

    @Override
    public Map<String, Object> apply(Map<String, String> arguments, LongConsumer progress) {
        Options options = new Options(arguments);
        Path out = options.path("out").toAbsolutePath();
        try (WatchedFile file = WatchedFile.open(options.file(), progress)) {
            check(options.file(), out);
            // Beside it, so that the last step is a renaming; under a name nobody has, whatever else lies there.
            String name = "." + out.getFileName() + "." + UUID.randomUUID();
            Path unordered = out.resolveSibling(name + ".blocks");
            Path draft = out.resolveSibling(name + ".part");
            Imported imported;
            long length;
            try {
                try (FileChannel car = create(unordered)) {
                    imported = UnixFsImporter.importToCar(file, options.unixFs(), car, (offset, bytes) -> {});
                    file.requireUnchanged();
                }
                length = order(unordered, imported.root(), draft);
                Files.move(draft, out, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(unordered);
                Files.deleteIfExists(draft);
            }
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("root", imported.root().toString());
            answer.put("carBytes", length);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private static FileChannel create(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** Blocks are known leaves first; a CAR has them from the root. @return its length in bytes */
    private static long order(Path unordered, Cid root, Path to) throws IOException {
        try (CarFile blocks = CarFile.open(unordered);
                FileChannel car = create(to)) {
            CarWriter writer = CarWriter.open(car, List.of(root)).writeBehind();
            try {
                DepthFirst.write(blocks, root, LIMITS, writer);
                writer.finish();
            } catch (IOException | RuntimeException | Error e) {
                writer.abandon();
                throw e;
            }
            car.force(true);
            return car.size();
        }
    }

    private static void check(Path file, Path out) throws IOException {
        if (Files.isDirectory(out)) {
            throw new IllegalArgumentException(out + " is a folder: name the file to write");
        }
        if (!Files.isDirectory(out.getParent())) {
            throw new IOException("There is no folder " + out.getParent() + " to write into");
        }
        // The same file may have several names: through links for one.
        if (Files.exists(out) && Files.isSameFile(file, out)) {
            throw new IllegalArgumentException(out + " is the file to pack: name another one to write");
        }
        if (!Files.isWritable(out.getParent())) {
            throw new IOException("You may not write into " + out.getParent());
        }
    }
}
