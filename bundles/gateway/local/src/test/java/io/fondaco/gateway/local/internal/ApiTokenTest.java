package io.fondaco.gateway.local.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class ApiTokenTest {

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private Path folder;
    private Path file;

    @Before
    public void name() {
        folder = temporary.getRoot().toPath();
        file = folder.resolve(ApiToken.FILE);
    }

    @Test
    public void isMadeOnceAndKept() throws IOException {
        new ApiToken(folder);
        String made = Files.readString(file);
        assertThat(made.strip()).matches("[A-Za-z0-9_-]{43}");
        assertThat(new ApiToken(folder).opens("bearer " + made.strip())).isTrue();
        assertThat(Files.readString(file)).isEqualTo(made);
    }

    @Test
    public void isTheOwnersOnlyAlsoWhenItWasNot() throws IOException {
        new ApiToken(folder);
        assertThat(mode()).isEqualTo("rw-------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        new ApiToken(folder);
        assertThat(mode()).isEqualTo("rw-------");
    }

    @Test
    public void aFileWithoutAWholeTokenIsRefused() throws IOException {
        Files.writeString(file, "\n");
        assertThatThrownBy(() -> new ApiToken(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("delete it");
    }

    private String mode() throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
