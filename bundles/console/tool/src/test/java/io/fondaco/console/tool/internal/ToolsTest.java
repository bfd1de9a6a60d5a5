package io.fondaco.console.tool.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.codec.car.CarLimits;
import io.fondaco.codec.car.CarReader;
import io.fondaco.console.tool.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class ToolsTest {

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    @Test
    public void namesAFileAsKuboDoes() throws IOException {
        Path hello = file("hello world\n".getBytes(StandardCharsets.UTF_8));
        // ipfs add --cid-version=1, then ipfs add.
        assertThat(run(new CidTool(), hello))
                .containsEntry("cid", "bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4")
                .containsEntry("bytes", 12L)
                .containsEntry("blocks", 1L);
        assertThat(run(new CidTool(), hello, "cid-version", "0"))
                .containsEntry("cid", "QmT78zSuBmuS4z925WZfrqQ1qHaJ56DQaTfyMUF7F8ff5o");
        assertThat(run(new CidTool(), file(new byte[0]), "cid-version", "0"))
                .containsEntry("cid", "QmbFMke1KXqnYyBBWxB74N4c5SBnJMVAiMNRcGu6x1AwQH");
    }

    @Test
    public void everyOptionOfTheCuttingCounts() throws IOException {
        Path file = file(new byte[3000]);
        assertThat(run(new CidTool(), file, "chunk", "1000")).containsEntry("blocks", 4L);
        assertThat(run(new CidTool(), file, "chunk", "1KiB")).containsEntry("blocks", 4L);
        assertThat(run(new CidTool(), file, "chunk", "1000", "width", "2")).containsEntry("blocks", 6L);
        assertThat(run(new CidTool(), file, "chunk", "1000", "no-raw-leaves", "true")
                        .get("cid"))
                .isNotEqualTo(run(new CidTool(), file, "chunk", "1000").get("cid"));
        assertThat(run(new CidTool(), file, "chunk", "500", "width", "2", "trickle", "true")
                        .get("cid"))
                .isNotEqualTo(
                        run(new CidTool(), file, "chunk", "500", "width", "2").get("cid"));
    }

    @Test
    public void refusesOptionsThatMeanNothing() throws IOException {
        Path file = file(new byte[1]);
        for (String[] wrong : List.of(
                new String[] {"chunk", "many"},
                new String[] {"chunk", "3MiB"},
                new String[] {"chunk", "99999999999"},
                new String[] {"chunk", "4096MiB"},
                new String[] {"width", "1"},
                new String[] {"width", "x"},
                new String[] {"cid-version", "2"})) {
            assertThatThrownBy(() -> run(new CidTool(), file, wrong))
                    .as(String.join(" ", wrong))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    public void commitsToZerosAsTheNetworkDoes() throws IOException {
        assertThat(run(new CommPTool(), file(new byte[127])))
                .containsEntry("pieceCidV1", "baga6ea4seaqdomn3tgwgrh3g532zopskstnbrd2n3sxfqbze7rxt7vqn7veigmy")
                .containsEntry("pieceSize", 128L)
                .containsEntry("payloadBytes", 127L);
        assertThat(run(new CommPTool(), file(new byte[2032])))
                .containsEntry("pieceCidV1", "baga6ea4seaqpy7usqklokfx2vxuynmupslkeutzexe2uqurdg5vhtebhxqmpqmy")
                .containsEntry("pieceSize", 2048L);
    }

    @Test
    public void packsACarWholeAndLeavesNoDraft() throws IOException {
        Path file = file(new byte[3000]);
        Path out = temporary.getRoot().toPath().resolve("out.car");
        Map<String, Object> car = run(new CarTool(), file, "out", out.toString(), "chunk", "1000");
        assertThat(car.keySet()).containsExactly("root", "carBytes");
        assertThat(car.get("root"))
                .isEqualTo(run(new CidTool(), file, "chunk", "1000").get("cid"));
        assertThat(out).hasSize((Long) car.get("carBytes"));
        try (CarReader reader = CarReader.open(Files.newInputStream(out), CarLimits.DEFAULT)) {
            assertThat(reader.next().orElseThrow().cid())
                    .as("the root comes first")
                    .hasToString((String) car.get("root"));
        }
        assertThat(temporary.getRoot().list())
                .containsExactlyInAnyOrder(file.getFileName().toString(), "out.car");
    }

    @Test
    public void aFileThatGrowsWhileItIsReadGivesNoResult() throws IOException {
        Path file = file(new byte[9 << 20]);
        Path out = temporary.getRoot().toPath().resolve("out.car");
        for (Tool tool : List.of(new CidTool(), new CommPTool(), new CarTool())) {
            Map<String, String> arguments = new HashMap<>(Map.of("file", file.toString(), "out", out.toString()));
            assertThatThrownBy(() -> tool.apply(arguments, read -> grow(file)))
                    .as(tool.getClass().getSimpleName())
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("changed while it was read");
        }
        assertThat(temporary.getRoot().list())
                .containsExactly(file.getFileName().toString());
    }

    @Test
    public void missingFilesAndFoldersAreNamed() {
        Path nowhere = temporary.getRoot().toPath().resolve("nowhere");
        assertThatThrownBy(() -> run(new CidTool(), nowhere))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(nowhere.toString());
        assertThatThrownBy(() -> run(new CommPTool(), temporary.getRoot().toPath()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("not a regular file");
    }

    @Test
    public void aCarIsNeverWrittenOverTheFileItPacks() throws IOException {
        Path file = file(new byte[] {1, 2, 3});
        assertThatThrownBy(() -> run(new CarTool(), file, "out", file.toString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is the file to pack");
        assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});
    }

    @Test
    public void aCarIsNotWrittenOverTheFileItPacksUnderAnotherNameOfIt() throws IOException {
        Path file = file(new byte[] {1, 2, 3});
        Path link = Files.createSymbolicLink(temporary.getRoot().toPath().resolve("link"), file);
        Path hard = Files.createLink(temporary.getRoot().toPath().resolve("hard"), file);
        for (Path out : List.of(link, hard)) {
            assertThatThrownBy(() -> run(new CarTool(), file, "out", out.toString()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is the file to pack");
        }
        assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});
    }

    @Test
    public void aFileThatLooksLikeADraftOfOursIsLeftAlone() throws IOException {
        Path other = temporary.getRoot().toPath().resolve("out.car.part");
        Files.writeString(other, "somebody else's");
        Path out = temporary.getRoot().toPath().resolve("out.car");
        run(new CarTool(), file(new byte[100]), "out", out.toString());
        assertThat(other).hasContent("somebody else's");
        assertThat(out).exists();
    }

    @Test
    public void theCommitmentOfACarIsAnotherOneThanThatOfTheFileInIt() throws IOException {
        byte[] content = new byte[3_000_000];
        new Random(7).nextBytes(content);
        Path file = file(content);
        Path car = temporary.getRoot().toPath().resolve("out.car");
        run(new CarTool(), file, "out", car.toString());
        assertThat(run(new CommPTool(), car).get("pieceCidV1"))
                .isNotEqualTo(run(new CommPTool(), file).get("pieceCidV1"));
    }

    @Test
    public void aCarInAFolderThatIsNotThereIsRefusedInASentence() throws IOException {
        Path file = file(new byte[1]);
        Path out = temporary.getRoot().toPath().resolve("nowhere/out.car");
        assertThatThrownBy(() -> run(new CarTool(), file, "out", out.toString()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("There is no folder");
    }

    @Test
    public void tellsProgressAsItReads() throws IOException {
        List<Long> told = new ArrayList<>();
        new CidTool().apply(Map.of("file", file(new byte[9 << 20]).toString()), told::add);
        assertThat(told).isSorted().hasSize(2);
    }

    private static void grow(Path file) {
        try {
            Files.write(file, new byte[1], StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> run(Tool tool, Path file, String... options) {
        Map<String, String> arguments = new HashMap<>();
        arguments.put("file", file.toString());
        for (int i = 0; i < options.length; i += 2) {
            arguments.put(options[i], options[i + 1]);
        }
        return tool.apply(arguments, read -> {});
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(temporary.newFile().toPath(), content);
    }
}
