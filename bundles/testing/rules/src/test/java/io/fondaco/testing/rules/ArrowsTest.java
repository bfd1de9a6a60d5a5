package io.fondaco.testing.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import io.fondaco.testing.rules.Rooms.Room;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.BeforeClass;
import org.junit.Test;

/** The arrows of the house: which room may know which, and what no room may do. */
public class ArrowsTest {

    private static List<Room> rooms;
    private static Map<String, Room> owners;
    private static final List<String> SPLIT = new ArrayList<>();

    @BeforeClass
    public static void look() {
        rooms = Rooms.all();
        owners = Rooms.byPackage(rooms, SPLIT);
    }

    private static void everyClass(BiConsumer<Room, JavaClass> look) {
        rooms.forEach(room -> room.classes().forEach(c -> look.accept(room, c)));
    }

    private static Room owner(JavaClass c) {
        return owners.get(c.getPackageName());
    }

    @Test
    public void thereAreRoomsToLookAt() {
        assertThat(rooms).hasSizeGreaterThan(20);
        assertThat(owners).containsKey("io.fondaco.model").containsKey("io.fondaco.deal.spi");
    }

    @Test
    public void arrowsPointDown() {
        Set<String> wrong = new TreeSet<>();
        everyClass((room, c) -> {
            for (Dependency d : c.getDirectDependenciesFromSelf()) {
                Room to = owner(d.getTargetClass().getBaseComponentType());
                if (to != null && to != room && !allowed(room, to)) {
                    wrong.add(room.name() + " (level " + room.level() + ") knows " + to.name() + " (level " + to.level()
                            + "): " + d.getDescription());
                }
            }
        });
        assertThat(wrong).isEmpty();
    }

    private static boolean allowed(Room from, Room to) {
        if (from.name().equals("testing.devnet")) {
            // It puts a whole chain together, for tests of rooms that know the chain by its contracts.
            return true;
        }
        if (from.testing()) {
            return to.level() <= 1 || to.testing();
        }
        // Nobody above the contracts is known by name: plugins and cores are reached as services.
        return !to.testing() && to.level() <= 1 && to.level() <= from.level();
    }

    @Test
    public void nobodyNamesTheInternalsOfAnotherRoom() {
        Set<String> wrong = new TreeSet<>();
        everyClass((room, c) -> c.getDirectDependenciesFromSelf().forEach(d -> {
            JavaClass target = d.getTargetClass().getBaseComponentType();
            Room to = owner(target);
            if (to != null && to != room && target.getPackageName().contains(".internal")) {
                wrong.add(d.getDescription());
            }
        }));
        assertThat(wrong).isEmpty();
    }

    @Test
    public void onePackageIsInOneRoomAndUnderItsName() {
        assertThat(SPLIT).isEmpty();
        Set<String> wrong = new TreeSet<>();
        owners.forEach((name, room) -> {
            if (!name.equals(room.root()) && !name.startsWith(room.root() + ".")) {
                wrong.add(name + " is in room " + room.name());
            }
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    public void exportedSignaturesUseOnlyJavaAndTheHousesOwnTypes() {
        Set<String> wrong = new TreeSet<>();
        everyClass((room, c) -> {
            if (room.testing() || !exported(c)) {
                return;
            }
            c.getMembers().stream()
                    .filter(m -> m.getModifiers().contains(JavaModifier.PUBLIC)
                            || m.getModifiers().contains(JavaModifier.PROTECTED))
                    .forEach(m -> types(m).forEach(t -> {
                        String name = t.toErasure().getBaseComponentType().getName();
                        boolean plain =
                                !name.contains(".") || name.startsWith("java.") || name.startsWith("io.fondaco.");
                        if (!plain || name.contains(".internal.")) {
                            wrong.add(m.getFullName() + " shows " + name);
                        }
                    }));
        });
        assertThat(wrong).isEmpty();
    }

    private static Stream<JavaType> types(Object member) {
        if (member instanceof JavaField f) {
            return Stream.of(f.getType());
        }
        JavaCodeUnit unit = (JavaCodeUnit) member;
        return Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream());
    }

    private static boolean exported(JavaClass c) {
        return !c.getPackageName().contains(".internal")
                && c.getModifiers().contains(JavaModifier.PUBLIC)
                && !c.getSimpleName().equals("package-info");
    }

    @Test
    public void librariesStayBehindTheirFences() {
        Map<String, String> fences = Map.of(
                "com.hazelcast.", "cluster.hazelcast",
                "io.netty.", "network.libp2p",
                "org.conscrypt.", "network.libp2p",
                "java.sql.", "persistence.",
                "javax.sql.", "persistence.",
                "javax.servlet.", "gateway. console.",
                "org.apache.karaf.shell.", "console.shell",
                "org.bouncycastle.", "crypto",
                "supranational.", "crypto",
                "com.sun.jna.", "proof.ffihost");
        Set<String> wrong = new TreeSet<>();
        everyClass((room, c) -> c.getDirectDependenciesFromSelf()
                .forEach(d -> fences.forEach((library, allowed) -> {
                    boolean in = Stream.of(allowed.split(" "))
                            .anyMatch(a -> room.name().equals(a) || room.name().startsWith(a));
                    if (d.getTargetClass().getName().startsWith(library) && !in) {
                        wrong.add(room.name() + ": " + d.getDescription());
                    }
                })));
        assertThat(wrong).isEmpty();
    }

    @Test
    public void theModelKnowsTheJdkOnly() {
        Set<String> wrong = new TreeSet<>();
        everyClass((room, c) -> {
            if (room.level() == 0) {
                c.getDirectDependenciesFromSelf().stream()
                        .map(d -> d.getTargetClass().getBaseComponentType().getName())
                        .filter(n -> n.contains(".")
                                && !n.startsWith("java.")
                                && !n.startsWith("io.fondaco.model")
                                && !n.startsWith("org.osgi.annotation."))
                        .forEach(wrong::add);
            }
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    public void nothingStaticChanges() {
        Set<String> wrong = new TreeSet<>();
        everyClass((room, c) -> c.getFields().stream()
                .filter(f -> f.getModifiers().contains(JavaModifier.STATIC)
                        && !f.getModifiers().contains(JavaModifier.FINAL)
                        && !f.getModifiers().contains(JavaModifier.SYNTHETIC))
                .forEach(f -> wrong.add(f.getFullName())));
        assertThat(wrong).isEmpty();
    }

    @Test
    public void nativeMethodsAreInTheirOwnRoom() {
        Set<String> wrong = new TreeSet<>();
        everyClass((room, c) -> c.getMethods().stream()
                .filter(m -> m.getModifiers().contains(JavaModifier.NATIVE))
                .filter(m -> c.getPackageName().startsWith("io.fondaco")
                        && !room.name().equals("proof.ffihost"))
                .forEach(m -> wrong.add(m.getFullName())));
        assertThat(wrong).isEmpty();
    }

    @Test
    public void everyExportedPackageHasAVersionAndEveryExportedInterfaceSaysWhoFulfilsIt() throws IOException {
        Set<String> wrong = new TreeSet<>();
        for (Room room : rooms) {
            String exports = manifest(room).getValue("Export-Package");
            Set<String> packages = room.classes().stream()
                    .filter(ArrowsTest::exported)
                    .map(JavaClass::getPackageName)
                    .filter(p -> p.startsWith("io.fondaco"))
                    .collect(Collectors.toSet());
            for (String p : packages) {
                boolean versioned = exports != null
                        && Stream.of(exports.split(",(?=[a-z])"))
                                .anyMatch(e -> e.startsWith(p + ";") && e.contains("version=\"1."));
                if (!versioned) {
                    wrong.add(p + " of " + room.name() + " has no version from 1.0.0");
                }
            }
        }
        everyClass((room, c) -> {
            boolean open = exported(c)
                    && !room.testing()
                    && c.isInterface()
                    && !c.isAnnotation()
                    && c.getPackageName().startsWith("io.fondaco")
                    && !closed(c);
            if (open
                    && !c.isAnnotatedWith("org.osgi.annotation.versioning.ProviderType")
                    && !c.isAnnotatedWith("org.osgi.annotation.versioning.ConsumerType")) {
                wrong.add(c.getName() + " is neither @ProviderType nor @ConsumerType");
            }
        });
        assertThat(wrong).isEmpty();
    }

    /** Sealed interfaces and functional shapes of the model are closed by themselves. */
    private static boolean closed(JavaClass c) {
        return c.reflect().isSealed() || c.getPackageName().equals("io.fondaco.model");
    }

    @Test
    public void bundlesImportWhatTheyUseAndNothingDynamically() throws IOException {
        Set<String> exceptions = exceptions();
        Set<String> wrong = new TreeSet<>();
        for (Room room : rooms) {
            Attributes m = manifest(room);
            for (String header : List.of("Require-Bundle", "DynamicImport-Package", "Bundle-ClassPath")) {
                String value = m.getValue(header);
                if (value != null && !exceptions.contains(room.name() + " " + header)) {
                    wrong.add(room.name() + " has " + header + ": " + value);
                }
            }
            boolean foreign =
                    room.classes().stream().anyMatch(c -> !c.getPackageName().startsWith("io.fondaco"));
            if ((foreign || embeds(room)) && !exceptions.contains(room.name() + " embeds")) {
                wrong.add(room.name() + " embeds foreign classes");
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static boolean embeds(Room room) throws IOException {
        Path bnd = room.folder().resolve("bnd.bnd");
        return Files.exists(bnd) && Files.readString(bnd).contains("-includeresource: @");
    }

    /** Each line of house-exceptions.txt: room, what, then the reason. The list may only shrink. */
    private static Set<String> exceptions() throws IOException {
        Path file = Rooms.BUNDLES.resolve("house-exceptions.txt");
        List<String> lines = Files.readAllLines(file).stream()
                .filter(l -> !l.isBlank() && !l.startsWith("#"))
                .toList();
        assertThat(lines).hasSizeLessThanOrEqualTo(1).allSatisfy(l -> assertThat(l.split(" ", 3)[2])
                .hasSizeGreaterThan(20));
        return lines.stream()
                .map(l -> l.split(" ", 3))
                .map(p -> p[0] + " " + p[1])
                .collect(Collectors.toSet());
    }

    private static Attributes manifest(Room room) throws IOException {
        try (InputStream in = Files.newInputStream(room.manifest())) {
            return new Manifest(in).getMainAttributes();
        }
    }

    @Test
    public void namesSayWhatThingsAre() {
        Set<String> wrong = new TreeSet<>();
        everyClass((room, c) -> {
            if (c.getPackageName().startsWith("io.fondaco")
                    && c.getSimpleName().matches(".*(Impl|Manager|Helper|Utils?|Base|DTO)")) {
                wrong.add(c.getName());
            }
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    public void contractsHoldNoComponents() {
        Set<String> wrong = new TreeSet<>();
        everyClass((room, c) -> {
            if (room.name().endsWith(".api") && Files.isDirectory(room.folder().resolve("target/classes/OSGI-INF"))) {
                wrong.add(room.name());
            }
        });
        assertThat(wrong).isEmpty();
    }
}
