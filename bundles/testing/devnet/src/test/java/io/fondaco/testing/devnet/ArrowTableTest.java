package io.fondaco.testing.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.Test;

/** The table of the diagram's arrows, beside the sources it speaks of. */
public class ArrowTableTest {
    /** How many arrows each part of the diagram has, in its order. */
    private static final String PARTS = "R5 M3 D11 S5 Q4 L6 C7 B12 P28 X5 K12 F8 Z5";

    private static final Pattern TEST = Pattern.compile("@Test(?:\\([^)]*\\))?\\s+public void (\\w+)\\(");
    private static final Pattern SHOWN = Pattern.compile("`(\\w+)#(\\w+)`");
    private static final Pattern DONE = Pattern.compile("([a-z.]+) `(\\w+)`");

    /** A row: id, arrow, what it is today, room and class, tests. */
    private record Row(String id, String arrow, String today, String done, String shown) {
        static Row of(String line) {
            String[] cells = line.split("\\|", -1);
            assertThat(cells).as(line).hasSize(7);
            return new Row(cells[1].strip(), cells[2].strip(), cells[3].strip(), cells[4].strip(), cells[5].strip());
        }

        List<MatchResult> tests() {
            return SHOWN.matcher(shown).results().toList();
        }
    }

    private static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("docs").resolve("chain-arrows.md"))) {
            at = at.getParent();
            assertThat(at)
                    .as("a folder with docs/chain-arrows.md, here or above")
                    .isNotNull();
        }
        return at;
    }

    private static List<Row> rows() {
        try (Stream<String> lines = Files.lines(root().resolve("docs").resolve("chain-arrows.md"))) {
            return lines.filter(line -> line.matches("\\| [A-Z]\\d+ \\|.*"))
                    .map(Row::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sources below a folder of every room, by the name of their class. */
    private static Map<String, List<Path>> sources(String kind) {
        Map<String, List<Path>> found = new LinkedHashMap<>();
        try (Stream<Path> files = Files.walk(root().resolve("bundles"))) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().replace('\\', '/').contains("/src/" + kind + "/java/"))
                    .forEach(file -> found.computeIfAbsent(
                                    file.getFileName().toString().replace(".java", ""), name -> new ArrayList<>())
                            .add(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static Set<String> tests(Path source) {
        try {
            Set<String> methods = new HashSet<>();
            TEST.matcher(Files.readString(source)).results().forEach(m -> methods.add(m.group(1)));
            return methods;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    public void hasEveryArrowOnceInTheOrderOfTheDiagram() {
        List<String> all = new ArrayList<>();
        for (String part : PARTS.split(" ")) {
            for (int i = 1; i <= Integer.parseInt(part.substring(1)); i++) {
                all.add(part.charAt(0) + "" + i);
            }
        }
        assertThat(all).hasSize(111);
        assertThat(rows()).extracting(Row::id).containsExactlyElementsOf(all);
        assertThat(rows()).allSatisfy(row -> {
            assertThat(row.arrow()).as(row.id()).isNotEmpty();
            assertThat(row.today()).as(row.id()).isNotEmpty();
        });
    }

    @Test
    public void everyClassThatDoesAnArrowIsInItsRoom() {
        Map<String, List<Path>> classes = sources("main");
        List<String> missing = new ArrayList<>();
        for (Row row : rows()) {
            Matcher done = DONE.matcher(row.done());
            if (!done.matches() || !isIn(done.group(1), classes.getOrDefault(done.group(2), List.of()))) {
                missing.add(row.id() + ": " + row.done());
            }
        }
        assertThat(missing).isEmpty();
    }

    private static boolean isIn(String room, List<Path> files) {
        String folder = "bundles/" + room.replace('.', '/') + "/src/main/";
        return files.stream()
                .anyMatch(file -> file.toString().replace('\\', '/').contains(folder));
    }

    @Test
    public void everyTestThatShowsAnArrowIsThere() {
        Map<String, List<Path>> classes = sources("test");
        List<String> missing = new ArrayList<>();
        for (Row row : rows()) {
            if (row.tests().isEmpty()
                    || !SHOWN.matcher(row.shown()).replaceAll("").matches("[, ]*")) {
                missing.add(row.id() + " names no test, or something else too: " + row.shown());
            }
            for (MatchResult test : row.tests()) {
                long there = classes.getOrDefault(test.group(1), List.of()).stream()
                        .filter(file -> tests(file).contains(test.group(2)))
                        .count();
                if (there != 1) {
                    missing.add(row.id() + ": " + test.group() + " is there " + there + " times");
                }
            }
        }
        assertThat(missing).isEmpty();
    }
}
