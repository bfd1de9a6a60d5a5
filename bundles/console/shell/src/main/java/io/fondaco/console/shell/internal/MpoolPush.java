package io.fondaco.console.shell.internal;

import io.fondaco.chain.message.MessageCodec;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.codec.DecodeException;
import io.fondaco.model.TokenAmount;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;

/** {@code mpool:push}. */
@Service
@Command(
        scope = "mpool",
        name = "push",
        description =
                "Send a signed message on its way: a file or the text itself, as CBOR, its hexadecimal or the JSON"
                        + " of Lotus; or with --replace one that waits once more, for a higher fee."
                        + " Example: mpool:push /tmp/message.json")
public final class MpoolPush extends ChainCommand<MessageView> {

    private static final Pattern HEX = Pattern.compile("(?:0x)?((?:[0-9a-fA-F]{2})+)");
    /** As JSON, base64 and field names, a message is about twice as long as it is. */
    private static final int LONGEST = 4 * MessageCodec.MAX_MESSAGE;

    @Argument(name = "message", description = "A file on the node's machine, or the message itself")
    @Completion(FileCompleter.class)
    String message;

    @Option(name = "--replace", description = "The CID of a message from here that waits, to be sent with a higher fee")
    String replaced;

    @Option(name = "--max-fee", description = "With --replace: the most it may cost, such as \"0.1 FIL\"")
    String maxFee;

    @Override
    MessageView ask() throws Exception {
        if ((message == null) == (replaced == null) || maxFee != null && replaced == null) {
            throw new IllegalArgumentException(
                    "Say either a message, or --replace and the CID of one that waits, with --max-fee if you like;"
                            + " mpool:list shows those that wait");
        }
        Optional<TokenAmount> most = Optional.ofNullable(maxFee).map(ChainCommand::amount);
        SignedMessage sent;
        if (replaced != null) {
            sent = await(pool().replace(cid(replaced), most));
        } else {
            sent = read();
            await(pool().push(sent));
        }
        return MessageView.of(sent.cid(), sent.message(), "pending", Optional.empty(), Optional.empty());
    }

    private SignedMessage read() throws IOException {
        String text = message.strip();
        if (text.startsWith("{")) {
            return LotusMessage.parse(text);
        }
        Matcher hex = HEX.matcher(text);
        if (hex.matches()) {
            return decode(HexFormat.of().parseHex(hex.group(1)));
        }
        byte[] bytes = file(session.currentDir().resolve(message));
        String content = new String(bytes, StandardCharsets.ISO_8859_1).strip();
        if (content.startsWith("{")) {
            return LotusMessage.parse(new String(bytes, StandardCharsets.UTF_8));
        }
        Matcher inside = HEX.matcher(content);
        return decode(inside.matches() ? HexFormat.of().parseHex(inside.group(1)) : bytes);
    }

    private static byte[] file(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new IllegalArgumentException("'" + path + "' is neither a file nor a message: hexadecimal of CBOR, or"
                    + " JSON such as {\"Message\": ..., \"Signature\": ...}");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                throw new IllegalArgumentException(path + " is too long for a message, which has at most "
                        + MessageCodec.MAX_MESSAGE + " bytes of CBOR");
            }
            return bytes;
        }
    }

    private static SignedMessage decode(byte[] cbor) {
        try {
            return MessageCodec.decodeSigned(cbor);
        } catch (DecodeException e) {
            throw new IllegalArgumentException("This is no signed message: " + e.getMessage(), e);
        }
    }

    @Override
    void show(MessageView sent, PrintStream out) {
        out.println(onItsWay(sent.cid()));
    }
}
