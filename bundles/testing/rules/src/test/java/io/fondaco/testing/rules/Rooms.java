package io.fondaco.testing.rules;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The rooms of the house as they were built: every bundle's classes and manifest, and its level. */
final class Rooms {

    /** The folder all rooms are in. */
    static final Path BUNDLES = Path.of("..", "..").toAbsolutePath().normalize();

    /** A room: its name is folder, artifact, symbolic name and root package in one. */
    record Room(String name, Path folder, JavaClasses classes) {

        /** 0 is lowest; see HOUSE section 3 in bundles/README.md. */
        int level() {
            if (name.equals("model")) {
                return 0;
            }
            if (List.of("codec", "crypto", "piece", "replica", "chain.actors", "proof.ffihost")
                            .contains(name)
                    || name.endsWith(".api")) {
                return 1;
            }
            if (List.of(
                            "ao.unit",
                            "deal.engine",
                            "market.desk",
                            "transfer.dispatch",
                            "sector.pipeline",
                            "payment.channels",
                            "party.house",
                            "proof.stacked")
                    .contains(name)) {
                return 2;
            }
            return name.equals("delta") || name.startsWith("gateway.") || name.startsWith("console.") ? 4 : 3;
        }

        Path manifest() {
            return folder.resolve("target/classes/META-INF/MANIFEST.MF");
        }

        boolean testing() {
            return name.startsWith("testing.");
        }

        /** {@code io.fondaco.x} for {@code x.api}, else {@code io.fondaco.name}. */
        String root() {
            String own = name.endsWith(".api") ? name.substring(0, name.length() - 4) : name;
            return "io.fondaco." + own;
        }
    }

    private Rooms() {}

    /** Every room that has classes. */
    static List<Room> all() {
        List<Room> rooms = new ArrayList<>();
        try (Stream<Path> poms = Files.walk(BUNDLES, 3)) {
            poms.filter(p -> p.getFileName().toString().equals("pom.xml"))
                    .map(Path::getParent)
                    .filter(f -> !f.equals(BUNDLES) && Files.isDirectory(f.resolve("src/main/java")))
                    .sorted(Comparator.naturalOrder())
                    .forEach(f -> rooms.add(new Room(
                            BUNDLES.relativize(f).toString().replace('/', '.'),
                            f,
                            new ClassFileImporter().importPath(f.resolve("target/classes/io")))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rooms;
    }

    /** Which room a package is in. A package in two rooms is told to {@code split}. */
    static Map<String, Room> byPackage(List<Room> rooms, List<String> split) {
        Map<String, Room> owner = new TreeMap<>();
        for (Room room : rooms) {
            Map<String, Boolean> seen = new HashMap<>();
            for (JavaClass c : room.classes()) {
                if (c.getPackageName().startsWith("io.fondaco") && seen.put(c.getPackageName(), true) == null) {
                    Room before = owner.put(c.getPackageName(), room);
                    if (before != null) {
                        split.add(c.getPackageName() + " is in " + before.name() + " and in " + room.name());
                    }
                }
            }
        }
        return owner;
    }
}
