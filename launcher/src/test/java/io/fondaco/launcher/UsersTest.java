package io.fondaco.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class UsersTest {

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private Path file;
    private Users users;

    @Before
    public void startWithCommentsOnly() throws IOException {
        file = temporary.getRoot().toPath().resolve("users.properties");
        Files.writeString(file, "# nobody\n\n! here\n");
        users = new Users(file);
    }

    @Test
    public void commentsLetNobodyIn() throws IOException {
        assertThat(users.any()).isFalse();
        assertThat(new Users(temporary.getRoot().toPath().resolve("missing")).any())
                .isFalse();
    }

    @Test
    public void keepsOnlyAnArgon2idHashThatFitsThePasswordShown() throws IOException {
        String password = users.renewAdmin();
        assertThat(users.any()).isTrue();
        String line = Files.readAllLines(file).stream()
                .filter(each -> each.startsWith("admin"))
                .findFirst()
                .orElseThrow();
        assertThat(line).doesNotContain(password).endsWith(",admin,manager,viewer,systembundles,ssh");
        String hex = line.substring(line.indexOf("{CRYPT}") + 7, line.lastIndexOf("{CRYPT}"));
        String[] parts = new String(HexFormat.of().parseHex(hex), StandardCharsets.US_ASCII).split("\\$");
        assertThat(parts[1]).isEqualTo("argon2id");
        assertThat(parts[2]).isEqualTo("v=19");
        assertThat(parts[3]).isEqualTo("m=65536,t=3,p=1");
        byte[] expected = Base64.getDecoder().decode(parts[5]);
        assertThat(argon2(password, Base64.getDecoder().decode(parts[4]), expected.length))
                .isEqualTo(expected);
    }

    @Test
    public void aNewPasswordReplacesTheOldAndKeepsOtherUsers() throws IOException {
        users.renewAdmin();
        Files.writeString(file, Files.readString(file) + "viewer = {CRYPT}00{CRYPT},viewer\n");
        String before = Files.readString(file);
        users.renewAdmin();
        assertThat(Files.readAllLines(file).stream().filter(line -> line.startsWith("admin")))
                .hasSize(1);
        assertThat(Files.readString(file))
                .isNotEqualTo(before)
                .contains("viewer = {CRYPT}00{CRYPT},viewer", "# nobody");
    }

    @Test
    public void passwordsDifferAndHaveNoLookalikes() throws IOException {
        String one = users.renewAdmin();
        String two = users.renewAdmin();
        assertThat(one).isNotEqualTo(two).hasSize(22).doesNotContainPattern("[0OIl1]");
    }

    @Test
    public void theFileIsTheOwnersOnly() throws IOException {
        users.renewAdmin();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    private static byte[] argon2(String password, byte[] salt, int length) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(65536)
                .withIterations(3)
                .withParallelism(1)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[length];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
