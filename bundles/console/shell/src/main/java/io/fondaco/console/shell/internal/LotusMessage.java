package io.fondaco.console.shell.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.crypto.Signature;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.util.Base64;
import java.util.function.Function;

/** A signed message as Lotus writes it in JSON: amounts as text in attoFIL, bytes in base64. */
final class LotusMessage {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private LotusMessage() {}

    /** @throws IllegalArgumentException naming the field that is missing or wrong */
    static SignedMessage parse(String text) {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The message is not JSON: " + e.getOriginalMessage(), e);
        }
        JsonNode m = object(root, "Message");
        JsonNode s = object(root, "Signature");
        Message message = new Message(
                number(m, "Version"),
                text(m, "To", Address::parse),
                text(m, "From", Address::parse),
                number(m, "Nonce"),
                text(m, "Value", LotusMessage::amount),
                number(m, "GasLimit"),
                text(m, "GasFeeCap", LotusMessage::amount),
                text(m, "GasPremium", LotusMessage::amount),
                number(m, "Method"),
                m.path("Params").isNull() || m.path("Params").isMissingNode() ? new byte[0] : bytes(m, "Params"));
        byte[] data = bytes(s, "Data");
        byte[] typed = new byte[1 + data.length];
        typed[0] = (byte) number(s, "Type");
        System.arraycopy(data, 0, typed, 1, data.length);
        SignedMessage signed = new SignedMessage(message, Signature.fromBytes(typed));
        String said = root.path("CID").path("/").asText("");
        if (!said.isEmpty() && !said.equals(signed.cid().toString())) {
            throw new IllegalArgumentException("The message says it is " + said + ", but its bytes are " + signed.cid()
                    + ": something in it was changed; export it again where it was signed");
        }
        return signed;
    }

    private static JsonNode object(JsonNode in, String field) {
        JsonNode found = in.path(field);
        if (!found.isObject()) {
            throw wrong(field, "an object", found);
        }
        return found;
    }

    private static long number(JsonNode in, String field) {
        JsonNode found = in.path(field);
        // Nonces and methods may be above what a long holds with its sign.
        if (!found.isIntegralNumber()
                || found.bigIntegerValue().signum() < 0
                || found.bigIntegerValue().bitLength() > Long.SIZE) {
            throw wrong(field, "a whole number", found);
        }
        return found.bigIntegerValue().longValue();
    }

    private static TokenAmount amount(String atto) {
        return TokenAmount.atto(new BigInteger(atto));
    }

    private static byte[] bytes(JsonNode in, String field) {
        return text(in, field, Base64.getDecoder()::decode);
    }

    private static <T> T text(JsonNode in, String field, Function<String, T> reading) {
        JsonNode found = in.path(field);
        if (!found.isTextual()) {
            throw wrong(field, "a text", found);
        }
        try {
            return reading.apply(found.textValue());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The message's " + field + " cannot be read: " + found + ": " + e.getMessage(), e);
        }
    }

    private static IllegalArgumentException wrong(String field, String expected, JsonNode found) {
        return new IllegalArgumentException("The message's " + field + " must be " + expected
                + (found.isMissingNode() ? ", and there is none" : ", it is " + found));
    }
}
