package io.fondaco.console.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.Receipt;
import io.fondaco.crypto.KeyStore;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Keys, money on its way, and escrow. */
public class WalletCommandsTest {
    private static final Cid MESSAGE = Cid.parse("bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final DevnetHouse house = new DevnetHouse();

    @After
    public void close() {
        house.close();
    }

    private WalletSend send(String to, String amount) {
        WalletSend command = house.with(new WalletSend());
        command.from = "alice";
        command.to = to;
        command.amount = amount;
        return command;
    }

    private TokenAmount balance(Address of) {
        return house.net.node().read(view -> view.tree().actor(of).orElseThrow().balance());
    }

    @Test
    public void sendsMoneyFromAPartyToAParty() throws Exception {
        house.net.turn(2);
        TokenAmount before = balance(house.net.rich(1));
        WalletSend command = send(house.net.rich(1).toString(), "2.5FIL");
        WalletSend.Sent sent = command.ask();
        assertThat(sent.from()).isEqualTo(house.alice);
        assertThat(sent.value()).isEqualTo(TokenAmount.fil("2.5"));
        assertThat(DevnetHouse.shown(command, sent))
                .contains("2.5 FIL from " + house.alice, "chain:show " + sent.message());
        house.net.turn(4);
        assertThat(house.net.node().find(sent.message()).orElseThrow().receipt().ok())
                .isTrue();
        assertThat(balance(house.net.rich(1))).isEqualTo(before.plus(TokenAmount.fil("2.5")));
    }

    @Test
    public void waitsUntilTheMessageIsSettledAndTellsHowItFailed() throws Exception {
        house.net.turn(2);
        WalletSend command = send("bob", "1 FIL");
        List<String> closed = new ArrayList<>();
        command.wait = true;
        command.chain = house.following(new Receipt(MESSAGE, Epoch.of(9), 16, new byte[0]), closed);
        WalletSend.Sent sent = command.ask();
        assertThat(closed).containsExactly("closed");
        assertThat(sent.receipt().orElseThrow().exitCode()).isEqualTo(16);
        assertThat(DevnetHouse.shown(command, sent))
                .contains(sent.message() + " was replaced for its fee")
                .contains(MESSAGE + " is failed in epoch 9: illegal argument (16)");
    }

    @Test
    public void refusesToSendWhatCannotBeSent() {
        house.net.turn(2);
        assertThatThrownBy(send("bob", "5")::ask).hasMessageContaining("does not say its unit: write \"5 FIL\"");
        assertThatThrownBy(send("bob", "-5 FIL")::ask).hasMessageContaining("less than nothing");
        assertThatThrownBy(send("bob", "five")::ask).hasMessageContaining("a number and a unit");
        assertThatThrownBy(send("carol", "5 FIL")::ask).hasMessageContaining("party:list");
        assertThatThrownBy(send("bob", "2000000 FIL")::ask).hasMessageContaining("wallet:balance alice");
        WalletSend odd = send("bob", "1 FIL");
        odd.params = "zz";
        assertThatThrownBy(odd::ask).hasMessageContaining("hexadecimal");
        odd.params = "";
        odd.method = 77;
        assertThatThrownBy(odd::ask).isInstanceOf(io.fondaco.chain.ChainException.class);
        assertThat(house.net.node().pool().pending()).isEmpty();
    }

    @Test
    public void makesAKeyOfTheKindThatIsAskedFor() {
        List<Object> kinds = new ArrayList<>();
        WalletNew make = new WalletNew();
        make.keys = Fakes.of(KeyStore.class, Map.of("create", kind -> {
            kinds.add(kind[0]);
            return house.bob;
        }));
        make.type = "bls";
        assertThat(make.ask()).isEqualTo(new WalletNew.Made(house.bob, "bls"));
        make.type = new WalletNew().type;
        assertThat(make.ask().type()).isEqualTo("secp256k1");
        assertThat(kinds).containsExactly(KeyType.BLS, KeyType.SECP256K1);
    }

    @Test
    public void makesSignsVerifiesExportsAndImportsAKey() throws Exception {
        WalletNew make = new WalletNew();
        make.keys = house.net.keys;
        make.session = Fakes.session(0);
        WalletNew.Made made = make.ask();
        assertThat(DevnetHouse.shown(make, made))
                .startsWith(made.address() + "\n")
                .contains("until it is sent money");

        WalletSign sign = new WalletSign();
        sign.keys = house.net.keys;
        sign.merchants = house.merchants;
        sign.signer = made.address().toString();
        sign.hex = "68656C6c6f";
        WalletSign.Signed signed = sign.ask();
        assertThat(signed.type()).isEqualTo("secp256k1");

        WalletVerify verify = house.with(new WalletVerify());
        verify.signer = made.address().toString();
        verify.hex = "68656c6c6f";
        verify.signature = signed.signature();
        assertThat(verify.ask().valid()).isTrue();
        verify.hex = "68656c6c6e";
        assertThat(DevnetHouse.shown(verify, verify.ask())).startsWith("NOT valid");

        WalletExport export = export(made.address().toString());
        Path file = folder.getRoot().toPath().resolve("key");
        export.to = file.toString();
        WalletExport.Given given = export.ask();
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(DevnetHouse.json(export(made.address().toString(), true))
                        .path("secret")
                        .asText())
                .isEqualTo(Files.readString(file).strip());
        assertThat(DevnetHouse.shown(export, given))
                .doesNotContain(Files.readString(file).strip());
        assertThatThrownBy(export::ask).hasMessageContaining("is there already, and may hold a key");

        house.net.keys.delete(made.address());
        WalletImport take = new WalletImport();
        take.keys = house.net.keys;
        take.session = Fakes.session(0);
        take.file = file.toString();
        assertThat(take.ask().known()).isFalse();
        WalletImport.Taken again = take.ask();
        assertThat(again.known()).isTrue();
        assertThat(again.address()).isEqualTo(made.address());
        assertThat(DevnetHouse.shown(take, again)).contains("was here already", "still holds the secret");
    }

    private WalletExport export(String wallet) {
        WalletExport command = new WalletExport();
        command.keys = house.net.keys;
        command.merchants = house.merchants;
        command.session = Fakes.session(0);
        command.wallet = wallet;
        return command;
    }

    private WalletExport export(String wallet, boolean show) {
        WalletExport command = export(wallet);
        command.showTheSecret = show;
        return command;
    }

    @Test
    public void aSecretIsShownOnlyToWhoSaysSo() {
        assertThatThrownBy(export("alice")::ask).hasMessageContaining("--yes-show-the-secret");
        WalletExport both = export("alice", true);
        both.to = "somewhere";
        assertThatThrownBy(both::ask).hasMessageContaining("not both");
        WalletExport command = export("alice", true);
        assertThat(PrivateKey.fromLotus(ask(command)).type()).isEqualTo(KeyType.SECP256K1);
    }

    private static String ask(WalletExport command) {
        try {
            return command.ask().secret().orElseThrow();
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    public void refusesKeysAndSignaturesThatAreNone() throws Exception {
        WalletImport take = new WalletImport();
        take.keys = house.net.keys;
        take.session = Fakes.session(0);
        take.file = "nothing";
        assertThatThrownBy(take::ask).hasMessageContaining("There is no file /home/somebody/nothing");
        take.file = Files.writeString(folder.getRoot().toPath().resolve("junk"), "junk")
                .toString();
        assertThatThrownBy(take::ask).hasMessageContaining("not a Lotus key export");
        WalletVerify verify = house.with(new WalletVerify());
        verify.signer = "alice";
        verify.hex = "0x00";
        verify.signature = "0x0102";
        assertThatThrownBy(verify::ask).hasMessageContaining("signature has 65 bytes");
        verify.signer = house.miner.toString();
        assertThatThrownBy(verify::ask).hasMessageContaining("is no account");
        WalletNew make = new WalletNew();
        make.keys = house.net.keys;
        make.type = "rsa";
        assertThatThrownBy(make::ask).hasMessageContaining("use secp256k1 or bls");
    }

    @Test
    public void digitsAloneAreRefusedForTheShellHasDroppedTheirZeros() {
        WalletSign sign = new WalletSign();
        sign.keys = house.net.keys;
        sign.merchants = house.merchants;
        sign.signer = "alice";
        sign.hex = "112233";
        assertThatThrownBy(sign::ask).hasMessageContaining("write 0x before them");
        sign.hex = "0x00112233";
        assertThat(sign.ask().signed()).isEqualTo("00112233");
        sign.hex = "100000.0";
        assertThatThrownBy(sign::ask).hasMessageContaining("best with 0x before");
    }

    @Test
    public void anAccountsNumberStandsForItsKey() {
        house.net.turn(2);
        WalletVerify verify = house.with(new WalletVerify());
        verify.signer = "f0100";
        verify.hex = "0x01";
        verify.signature = house.net.keys.sign(house.alice, new byte[] {1}).toString();
        assertThat(verify.ask()).isEqualTo(new WalletVerify.Verdict(house.alice, true));
    }
}
