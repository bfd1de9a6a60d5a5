package io.fondaco.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class OwnerFilesTest {

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private Path folder;

    @Before
    public void needModes() throws IOException {
        folder = temporary.getRoot().toPath();
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
    }

    @Test
    public void takesTheAccessOfOthersAwayAndLeavesTheOwnersAsItIs() throws IOException {
        for (Map.Entry<String, String> each : Map.of(
                        "rwxr-xr-x", "rwx------", "rw-r--r--", "rw-------", "r--rw----", "r--------")
                .entrySet()) {
            Path file = Files.createTempFile(folder, "a", "b");
            set(file, each.getKey());
            assertThat(OwnerFiles.restrict(file)).isTrue();
            assertThat(mode(file)).isEqualTo(each.getValue());
            assertThat(OwnerFiles.restrict(file)).isFalse();
        }
        assertThat(OwnerFiles.restrict(folder.resolve("nothing"))).isFalse();
    }

    @Test
    public void makesFilesAndFoldersForTheOwnerAlone() throws IOException {
        Path file = folder.resolve("start.lock");
        OwnerFiles.file(file);
        assertThat(mode(file)).isEqualTo("rw-------");
        Files.writeString(file, "kept");
        OwnerFiles.file(file);
        assertThat(file).hasContent("kept");
        OwnerFiles.folder(folder.resolve("store"));
        assertThat(mode(folder.resolve("store"))).isEqualTo("rwx------");
    }

    @Test
    public void layingDownSettingsMakesNoFolderOthersMayEnter() throws IOException {
        Path source = folder.resolve("source");
        Files.createDirectories(source.resolve("scripts/deep"));
        Files.writeString(source.resolve("scripts/deep/a.script"), "x");
        Path target = folder.resolve("etc");
        new EtcFiles(source, target).layDown();
        for (String name : new String[] {"", "scripts", "scripts/deep"}) {
            assertThat(mode(target.resolve(name))).as(name).isEqualTo("rwx------");
        }
        assertThat(mode(target.resolve("scripts/deep/a.script"))).isEqualTo("rw-------");
    }

    @Test
    public void aFileForAPersonHasTheModeOfTheOneBeforeOrOfAnyNewOne() throws IOException {
        Path there = folder.resolve("there");
        Files.createFile(there);
        assertThat(FileMode.wanted(folder.resolve("new"))).isEqualTo(Optional.of(Files.getPosixFilePermissions(there)));
        set(there, "rw----r--");
        assertThat(FileMode.wanted(there)).isEqualTo(Optional.of(PosixFilePermissions.fromString("rw----r--")));
        assertThat(FileMode.wanted(folder.resolve("no/folder"))).isEmpty();
        assertThat(folder.toFile().list()).as("what was looked at").containsExactly("there");
    }

    private static void set(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
