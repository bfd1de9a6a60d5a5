package io.fondaco.console.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.MessageCodec;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.model.TokenAmount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Messages on their way, in the pool of a node. */
public class MpoolCommandsTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final DevnetHouse house = new DevnetHouse();

    @After
    public void close() {
        house.close();
    }

    private SignedMessage message(long nonce) {
        return SignedMessage.sign(
                new Message(
                        0,
                        house.bob,
                        house.alice,
                        nonce,
                        TokenAmount.fil("1"),
                        10_000_000,
                        TokenAmount.atto(1_000_000_000L),
                        TokenAmount.atto(100_000),
                        0,
                        new byte[0]),
                house.net.keys.export(house.alice));
    }

    static ObjectNode lotus(SignedMessage signed) {
        Message m = signed.message();
        ObjectNode root = DevnetHouse.JSON.mapper().createObjectNode();
        root.putObject("Message")
                .put("Version", 0)
                .put("To", m.to().toString())
                .put("From", m.from().toString())
                .put("Nonce", m.nonce())
                .put("Value", m.value().atto().toString())
                .put("GasLimit", m.gasLimit())
                .put("GasFeeCap", m.gasFeeCap().atto().toString())
                .put("GasPremium", m.gasPremium().atto().toString())
                .put("Method", m.method())
                .putNull("Params");
        root.putObject("Signature")
                .put("Type", signed.signature().type().code())
                .put(
                        "Data",
                        Base64.getEncoder().encodeToString(signed.signature().data()));
        root.putObject("CID").put("/", signed.cid().toString());
        return root;
    }

    private MpoolPush push(String message) {
        MpoolPush command = house.with(new MpoolPush());
        command.message = message;
        return command;
    }

    @Test
    public void pushesAMessageInEveryFormAndListsWhatWaits() throws Exception {
        house.net.turn(2);
        Path folder = this.folder.getRoot().toPath();
        byte[] first = MessageCodec.encode(message(1));
        List<String> forms = List.of(
                HexFormat.of().formatHex(MessageCodec.encode(message(0))),
                Files.write(folder.resolve("cbor"), first).toString(),
                Files.writeString(
                                folder.resolve("hex"), HexFormat.of().formatHex(MessageCodec.encode(message(2))) + "\n")
                        .toString(),
                lotus(message(3)).toString(),
                Files.writeString(folder.resolve("json"), lotus(message(4)).toPrettyString())
                        .toString());
        for (int i = 0; i < forms.size(); i++) {
            MpoolPush command = push(forms.get(i));
            MessageView sent = command.ask();
            assertThat(sent.cid()).as(forms.get(i)).isEqualTo(message(i).cid());
            assertThat(DevnetHouse.shown(command, sent)).contains("is on its way; chain:show " + sent.cid());
        }
        MpoolList list = house.with(new MpoolList());
        assertThat(list.ask()).extracting(MessageView::nonce).containsExactly(0L, 1L, 2L, 3L, 4L);
        list.from = "bob";
        assertThat(list.ask()).isEmpty();
        list.from = "alice";
        assertThat(DevnetHouse.json(list).path(4).path("status").asText()).isEqualTo("pending");
        assertThat(DevnetHouse.shown(list, list.ask())).contains(house.bob.toString(), "1 FIL", "1 nanoFIL");
        house.net.turn(3);
        assertThat(list.ask()).isEmpty();
        assertThat(house.net.node().find(message(4).cid())).isPresent();
        assertThat(DevnetHouse.shown(list, list.ask())).isEqualToIgnoringNewLines("No message waits for the chain");
        list.session = DevnetHouse.terminal();
        assertThat(DevnetHouse.shown(list, list.ask())).contains("No message waits");
    }

    @Test
    public void replacesAMessageThatWaits() throws Exception {
        house.net.turn(2);
        SignedMessage waiting = house.pay(house.bob, "1");
        MpoolPush command = house.with(new MpoolPush());
        command.replaced = waiting.cid().toString();
        MessageView sent = command.ask();
        assertThat(sent.nonce()).isEqualTo(waiting.message().nonce());
        assertThat(sent.gasPremium()).isGreaterThan(waiting.message().gasPremium());
        assertThat(house.net.node().pool().pending())
                .extracting(SignedMessage::cid)
                .containsExactly(sent.cid());
        house.net.turn(3);
        ChainShow show = house.with(new ChainShow());
        show.what = waiting.cid().toString();
        MessageView gone = (MessageView) show.ask();
        assertThat(gone.status()).isEqualTo("replaced");
        assertThat(gone.by()).contains(sent.cid());
    }

    @Test
    public void refusesWhatIsNoMessageAndNamesWhatToDo() throws Exception {
        house.net.turn(2);
        assertThatThrownBy(push(null)::ask).hasMessageContaining("--replace").hasMessageContaining("mpool:list");
        assertThatThrownBy(push("nowhere")::ask).hasMessageContaining("neither a file nor a message");
        assertThatThrownBy(push("8182")::ask).hasMessageContaining("This is no signed message");
        assertThatThrownBy(push("{}")::ask).hasMessageContaining("Message must be an object, and there is none");
        assertThatThrownBy(push("{")::ask).hasMessageContaining("not JSON");
        Path big = Files.write(folder.getRoot().toPath().resolve("big"), new byte[5 * MessageCodec.MAX_MESSAGE]);
        assertThatThrownBy(push(big.toString())::ask).hasMessageContaining("too long for a message");
        ObjectNode changed = lotus(message(0));
        ((ObjectNode) changed.get("Message")).put("Value", "7");
        assertThatThrownBy(push(changed.toString())::ask).hasMessageContaining("something in it was changed");
        changed.remove("CID");
        assertThatThrownBy(push(changed.toString())::ask)
                .as("the pool checks the signature")
                .isInstanceOf(io.fondaco.chain.ChainException.class);
        ObjectNode amount = lotus(message(0));
        ((ObjectNode) amount.get("Message")).put("Value", "1 FIL");
        assertThatThrownBy(push(amount.toString())::ask).hasMessageContaining("The message's Value cannot be read");
        ObjectNode nonce = lotus(message(0));
        ((ObjectNode) nonce.get("Message")).put("Nonce", -1);
        assertThatThrownBy(push(nonce.toString())::ask).hasMessageContaining("Nonce must be a whole number");
        MpoolPush unknown = house.with(new MpoolPush());
        unknown.replaced = message(9).cid().toString();
        assertThatThrownBy(unknown::ask).isInstanceOf(io.fondaco.chain.ChainException.class);
        assertThat(house.net.node().pool().pending()).isEmpty();
    }
}
