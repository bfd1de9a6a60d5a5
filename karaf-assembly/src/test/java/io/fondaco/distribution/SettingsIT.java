package io.fondaco.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The settings files beside what the components say of their settings. */
public class SettingsIT {

    private final Path home = Path.of(System.getProperty("fondaco.assembly"));

    /** A component's settings: each with its default, null when it has none. */
    private record Declared(String pid, boolean factory, Map<String, String> defaults) {}

    @Test
    public void everyComponentsSettingsAreInAFileEachWithACommentAndItsDefault() throws Exception {
        List<Declared> all = declared();
        assertThat(all).hasSizeGreaterThanOrEqualTo(8);
        for (Declared one : all) {
            List<Path> files = files(one);
            assertThat(files).as("settings file of " + one.pid()).isNotEmpty();
            for (Path file : files) {
                Properties present = new Properties();
                try (InputStream in = Files.newInputStream(file)) {
                    present.load(in);
                }
                assertThat(new TreeSet<>(present.stringPropertyNames()))
                        .as(file.toString())
                        .isEqualTo(new TreeSet<>(one.defaults().keySet()));
                if (!one.factory()) {
                    one.defaults().forEach((key, value) -> {
                        // Folders have a default that depends on the node: in the file it is written out.
                        if (value != null && !value.isEmpty()) {
                            assertThat(present.getProperty(key))
                                    .as(file + " " + key)
                                    .isEqualTo(value);
                        }
                    });
                }
                everyKeyIsCommented(file);
            }
        }
    }

    @Test
    public void everySettingsFileOfOursBelongsToAComponent() throws Exception {
        List<Declared> all = declared();
        try (Stream<Path> files = Files.list(home.resolve("etc"))) {
            for (Path file : files.filter(each -> each.getFileName().toString().startsWith("io.fondaco."))
                    .toList()) {
                assertThat(all.stream().anyMatch(one -> belongs(file, one)))
                        .as(file.toString())
                        .isTrue();
            }
        }
    }

    private static void everyKeyIsCommented(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        assertThat(lines.get(0)).as(file + " begins with what it is for").startsWith("# ");
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank() && !lines.get(i).startsWith("#")) {
                assertThat(lines.get(i - 1)).as(file + ": " + lines.get(i)).startsWith("# ");
            }
        }
    }

    private List<Path> files(Declared one) throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("etc"))) {
            return files.filter(file -> belongs(file, one)).toList();
        }
    }

    private static boolean belongs(Path file, Declared one) {
        String name = file.getFileName().toString();
        return one.factory()
                ? name.startsWith(one.pid() + "-") && name.endsWith(".cfg")
                : name.equals(one.pid() + ".cfg");
    }

    private List<Declared> declared() throws Exception {
        List<Declared> all = new ArrayList<>();
        List<Path> jars;
        try (Stream<Path> files = Files.walk(home.resolve("system/io/fondaco"))) {
            jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
        for (Path jar : jars) {
            try (JarFile open = new JarFile(jar.toFile())) {
                for (JarEntry entry : open.stream()
                        .filter(each -> each.getName().matches("OSGI-INF/metatype/.*\\.xml"))
                        .toList()) {
                    try (InputStream in = open.getInputStream(entry)) {
                        read(in, all);
                    }
                }
            }
        }
        return all;
    }

    private static void read(InputStream in, List<Declared> all) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        Element root = factory.newDocumentBuilder().parse(in).getDocumentElement();
        Map<String, String> defaults = new TreeMap<>();
        NodeList attributes = root.getElementsByTagName("AD");
        for (int i = 0; i < attributes.getLength(); i++) {
            Element attribute = (Element) attributes.item(i);
            defaults.put(
                    attribute.getAttribute("id"),
                    attribute.hasAttribute("default") ? unescaped(attribute.getAttribute("default")) : null);
        }
        NodeList designates = root.getElementsByTagName("Designate");
        for (int i = 0; i < designates.getLength(); i++) {
            Element designate = (Element) designates.item(i);
            boolean many = designate.hasAttribute("factoryPid");
            all.add(new Declared(designate.getAttribute(many ? "factoryPid" : "pid"), many, defaults));
        }
    }

    /** Metatype files put a backslash before blanks and commas. */
    private static String unescaped(String value) {
        return value.replaceAll("\\\\(.)", "$1");
    }
}
