package io.fondaco.console.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.chain.Chain;
import io.fondaco.chain.EscrowBalance;
import io.fondaco.chain.MinerInfo;
import io.fondaco.chain.Receipt;
import io.fondaco.chain.StorageMarketActor;
import io.fondaco.crypto.KeyStore;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.Registration;
import io.fondaco.model.TokenAmount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
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
        command.chain = following(new Receipt(MESSAGE, Epoch.of(9), 16, new byte[0]), closed);
        WalletSend.Sent sent = command.ask();
        assertThat(closed).containsExactly("closed");
        assertThat(sent.receipt().orElseThrow().exitCode()).isEqualTo(16);
        assertThat(DevnetHouse.shown(command, sent))
                .contains(sent.message() + " was replaced for its fee")
                .contains(MESSAGE + " is failed in epoch 9: illegal argument (16)");
    }

    private Chain following(Receipt receipt, List<String> closed) {
        return Fakes.of(
                Chain.class,
                Map.of(
                        "follow",
                        what -> {
                            @SuppressWarnings("unchecked")
                            Consumer<Receipt> then = (Consumer<Receipt>) what[1];
                            then.accept(receipt);
                            return (Registration) () -> closed.add("closed");
                        },
                        "miner",
                        miner ->
                                Optional.of(new MinerInfo((Address) miner[0], house.bob, house.bob, null, 32L << 30))));
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
        verify.hex = "00";
        verify.signature = "0102";
        assertThatThrownBy(verify::ask).hasMessageContaining("signature has 65 bytes");
        verify.signer = house.miner.toString();
        assertThatThrownBy(verify::ask).hasMessageContaining("is no account");
        WalletNew make = new WalletNew();
        make.keys = house.net.keys;
        make.type = "rsa";
        assertThatThrownBy(make::ask).hasMessageContaining("use secp256k1 or bls");
    }

    @Test
    public void anAccountsNumberStandsForItsKey() {
        house.net.turn(2);
        WalletVerify verify = house.with(new WalletVerify());
        verify.signer = "f0100";
        verify.hex = "01";
        verify.signature = house.net.keys.sign(house.alice, new byte[] {1}).toString();
        assertThat(verify.ask()).isEqualTo(new WalletVerify.Verdict(house.alice, true));
    }

    private final List<Object> asked = new ArrayList<>();
    private final StorageMarketActor actor = Fakes.of(
            StorageMarketActor.class,
            Map.of(
                    "escrow",
                    who -> new EscrowBalance(TokenAmount.fil("10"), TokenAmount.fil("3"), TokenAmount.fil("2")),
                    "add",
                    what -> {
                        asked.addAll(List.of(what));
                        return CompletableFuture.completedFuture(MESSAGE);
                    },
                    "withdraw",
                    what -> {
                        asked.addAll(List.of(what));
                        return CompletableFuture.completedFuture(MESSAGE);
                    }));

    private <C extends FundsCommand<?>> C funds(C command) {
        house.with(command);
        command.actor = actor;
        command.chain = following(new Receipt(MESSAGE, Epoch.of(4), 0, new byte[0]), new ArrayList<>());
        return command;
    }

    @Test
    public void showsTheEscrowOfPartiesUnderTheirMiners() throws Exception {
        FundsShow command = funds(new FundsShow());
        List<FundsCommand.Funds> all = command.ask();
        assertThat(all).extracting(FundsCommand.Funds::holder).containsExactly(house.alice, house.miner);
        assertThat(DevnetHouse.shown(command, all).lines())
                .contains(
                        house.miner + " (bob)",
                        "  escrow    10 FIL",
                        "  locked    3 FIL, by deals",
                        "  reserved  2 FIL, for deals under way",
                        "  free      5 FIL");
        JsonNode json = DevnetHouse.json(command);
        assertThat(json.path(1).path("free").asText()).isEqualTo("5 FIL");
        command.who = house.miner.toString();
        assertThat(command.ask()).extracting(FundsCommand.Funds::party).containsExactly(Optional.of("bob"));
    }

    @Test
    public void movesMoneyInAndOutOfEscrow() throws Exception {
        FundsAdd add = funds(new FundsAdd());
        add.who = "bob";
        add.amount = "7 FIL";
        add.from = "alice";
        add.wait = true;
        FundsCommand.Moved moved = add.ask();
        assertThat(asked).containsExactly(house.alice, house.miner, TokenAmount.fil("7"));
        assertThat(DevnetHouse.shown(add, moved))
                .contains("7 FIL from " + house.alice + " for the escrow of " + house.miner)
                .contains(MESSAGE + " is done in epoch 4");
        asked.clear();
        FundsWithdraw withdraw = funds(new FundsWithdraw());
        withdraw.who = "bob";
        withdraw.amount = "all";
        FundsCommand.Moved out = withdraw.ask();
        assertThat(asked).containsExactly(house.bob, house.miner, TokenAmount.fil("5"));
        assertThat(DevnetHouse.shown(withdraw, out)).contains("chain:show " + MESSAGE);
    }

    @Test
    public void refusesToMoveWhatIsNotThere() {
        FundsWithdraw withdraw = funds(new FundsWithdraw());
        withdraw.who = "alice";
        withdraw.amount = "6 FIL";
        assertThatThrownBy(withdraw::ask)
                .hasMessageContaining("has 5 FIL that no deal needs")
                .hasMessageContaining("funds:show alice");
        FundsAdd add = funds(new FundsAdd());
        add.who = "alice";
        add.amount = "0";
        assertThatThrownBy(add::ask).hasMessageContaining("say how much");
        assertThat(asked).isEmpty();
    }
}
