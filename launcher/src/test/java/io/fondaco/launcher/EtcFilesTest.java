package io.fondaco.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class EtcFilesTest {

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private Path source;
    private Path target;
    private EtcFiles etc;

    @Before
    public void layDownOnce() throws IOException {
        source = temporary.newFolder("source").toPath();
        target = temporary.getRoot().toPath().resolve("target");
        Files.writeString(source.resolve("a.cfg"), "one");
        Files.writeString(Files.createDirectory(source.resolve("scripts")).resolve("b.script"), "script");
        etc = new EtcFiles(source, target);
        assertThat(etc.layDown()).isEmpty();
    }

    @Test
    public void laysEveryFileDownWithItsFolders() {
        assertThat(target.resolve("a.cfg")).hasContent("one");
        assertThat(target.resolve("scripts/b.script")).hasContent("script");
    }

    @Test
    public void aFileNobodyEditedFollowsTheDistribution() throws IOException {
        Files.writeString(source.resolve("a.cfg"), "two");
        assertThat(etc.layDown()).isEmpty();
        assertThat(target.resolve("a.cfg")).hasContent("two");
    }

    @Test
    public void anEditedFileStaysAndTheNewDefaultLiesBesideIt() throws IOException {
        Files.writeString(target.resolve("a.cfg"), "mine");
        Files.writeString(source.resolve("a.cfg"), "two");
        assertThat(etc.layDown()).singleElement().asString().contains("a.cfg.new");
        assertThat(target.resolve("a.cfg")).hasContent("mine");
        assertThat(target.resolve("a.cfg.new")).hasContent("two");
    }

    @Test
    public void anEditedFileWhoseDefaultStaysTheSameIsNoNews() throws IOException {
        Files.writeString(target.resolve("a.cfg"), "mine");
        assertThat(etc.layDown()).isEmpty();
        assertThat(target.resolve("a.cfg")).hasContent("mine");
        assertThat(target.resolve("a.cfg.new")).doesNotExist();
    }

    @Test
    public void theNewDefaultIsToldOnceOnly() throws IOException {
        Files.writeString(target.resolve("a.cfg"), "mine");
        Files.writeString(source.resolve("a.cfg"), "two");
        etc.layDown();
        assertThat(etc.layDown()).isEmpty();
    }

    @Test
    public void aFileThatWasDeletedComesBack() throws IOException {
        Files.delete(target.resolve("a.cfg"));
        etc.layDown();
        assertThat(target.resolve("a.cfg")).hasContent("one");
    }

    @Test
    public void aFileTheDistributionDroppedGoesUnlessItWasEdited() throws IOException {
        Files.delete(source.resolve("a.cfg"));
        Files.delete(source.resolve("scripts/b.script"));
        Files.writeString(target.resolve("scripts/b.script"), "mine");
        etc.layDown();
        assertThat(target.resolve("a.cfg")).doesNotExist();
        assertThat(target.resolve("scripts/b.script")).hasContent("mine");
    }

    @Test
    public void aFileOfTheOperatorsOwnIsLeftAlone() throws IOException {
        Files.writeString(target.resolve("own.cfg"), "own");
        etc.layDown();
        assertThat(target.resolve("own.cfg")).hasContent("own");
    }
}
