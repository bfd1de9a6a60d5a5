package io.fondaco.ao;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fondaco.ao.AoException.Reason;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class WalletTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static ObjectNode members() throws IOException {
        return (ObjectNode) new ObjectMapper().readTree(Keys.JWK);
    }

    private static void refused(String jwk, Reason reason, String why) {
        assertThatThrownBy(() -> Wallet.parse(jwk))
                .isInstanceOfSatisfying(
                        AoException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(why)
                .hasMessageNotContaining(Keys.JWK.substring(100, 110));
    }

    @Test
    public void aWalletIsWrittenAsItWasRead() throws IOException {
        assertThat(new ObjectMapper().readTree(Keys.WALLET.toJson())).isEqualTo(members());
        assertThat(Keys.WALLET.owner()).hasSize(512);
        assertThat(Wallet.parse(Keys.WALLET.toJson()).address()).isEqualTo(Keys.WALLET.address());
    }

    @Test
    public void membersOfOthersArePassedOver() throws IOException {
        ObjectNode members = members();
        members.put("ext", true).putArray("key_ops").add("sign");
        assertThat(Wallet.parse(members.toString()).address()).isEqualTo(Keys.WALLET.address());
    }

    @Test
    public void aFreshWalletSignsAndItsFileIsItsOwnersOnly() throws IOException {
        Path file = folder.getRoot().toPath().resolve("new/wallet.json");
        Wallet made = Wallet.loadOrCreate(file, new SecureRandom());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.list(file.getParent())).containsExactly(file);
        assertThat(Wallet.loadOrCreate(file, new SecureRandom()).address()).isEqualTo(made.address());
        assertThat(Keys.hello(made).verify()).isTrue();
        assertThatThrownBy(() -> Keys.WALLET.save(file)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(Wallet.load(file).address()).isEqualTo(made.address());
    }

    @Test
    public void refusesWhatIsNoWallet() throws IOException {
        refused("", Reason.MALFORMED, "is a JSON object");
        refused("[]", Reason.MALFORMED, "is a JSON object");
        refused("{\"d\":", Reason.MALFORMED, "no JSON");
        refused("{}", Reason.UNSUPPORTED, "kty");
        ObjectNode without = members();
        without.remove("dp");
        refused(without.toString(), Reason.MALFORMED, "member dp");
        refused(members().put("q", "*").toString(), Reason.MALFORMED, "member q");
        refused(members().put("e", "Aw").toString(), Reason.UNSUPPORTED, "65537");
        refused(members().put("n", "AQAB").toString(), Reason.UNSUPPORTED, "17");
        refused(members().put("d", "AQAB").toString(), Reason.MALFORMED, "do not belong together");
        refused(members().put("p", "AQ").toString(), Reason.MALFORMED, "do not belong together");
    }

    @Test
    public void namesTheFileThatHoldsNoWallet() throws IOException {
        Path file = folder.newFile("x.json").toPath();
        Files.writeString(file, "{}");
        assertThatThrownBy(() -> Wallet.load(file))
                .isInstanceOf(AoException.class)
                .hasMessageContaining("x.json");
        Files.write(file, new byte[70_000]);
        assertThatThrownBy(() -> Wallet.load(file))
                .isInstanceOfSatisfying(
                        AoException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
    }

    @Test
    public void showsNothingOfItsSecret() {
        assertThat(Keys.WALLET.toString()).isEqualTo("wallet " + Keys.WALLET.address());
        assertThat(Keys.ED25519.toString()).isEqualTo("ed25519 key of " + Keys.ED25519.address());
    }

    @Test
    public void refusesSaltsThatDoNotFit() {
        assertThatThrownBy(() -> Keys.WALLET.withSalt(479)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Keys.WALLET.withSalt(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
