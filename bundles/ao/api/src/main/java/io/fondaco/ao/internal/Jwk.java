package io.fondaco.ao.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fondaco.ao.AoException;
import io.fondaco.ao.AoException.Reason;
import io.fondaco.model.InvalidValueException;
import io.fondaco.model.Multibase;
import java.math.BigInteger;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.LinkedHashMap;
import java.util.Map;

/** The members of a JSON Web Key. */
public final class Jwk {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode members;

    private Jwk(JsonNode members) {
        this.members = members;
    }

    public static Jwk parse(String text) {
        JsonNode members;
        try {
            members = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            // The parser's own message may quote the text, and the text is a secret.
            throw new AoException(
                    Reason.MALFORMED,
                    "JSON Web Key",
                    e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getCharOffset()),
                    "no JSON");
        }
        if (members == null || !members.isObject()) {
            throw new AoException(Reason.MALFORMED, "a JSON Web Key is a JSON object");
        }
        if (!members.path("kty").asText().equals("RSA")) {
            throw new AoException(Reason.UNSUPPORTED, "a wallet's member kty is \"RSA\"");
        }
        return new Jwk(members);
    }

    public BigInteger number(String member) {
        JsonNode value = members.path(member);
        if (!value.isTextual() || value.asText().isEmpty()) {
            throw new AoException(Reason.MALFORMED, "the JSON Web Key lacks its member " + member);
        }
        try {
            return new BigInteger(1, Multibase.BASE64URL.decodeBare(value.asText()));
        } catch (InvalidValueException e) {
            throw new AoException(
                    Reason.MALFORMED, "member " + member + " of a JSON Web Key", e.offset(), "not base64url");
        }
    }

    public static String of(RSAPrivateCrtKey key) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("kty", "RSA");
        members.put("e", text(key.getPublicExponent()));
        members.put("n", text(key.getModulus()));
        members.put("d", text(key.getPrivateExponent()));
        members.put("p", text(key.getPrimeP()));
        members.put("q", text(key.getPrimeQ()));
        members.put("dp", text(key.getPrimeExponentP()));
        members.put("dq", text(key.getPrimeExponentQ()));
        members.put("qi", text(key.getCrtCoefficient()));
        try {
            return JSON.writeValueAsString(members);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts can be written as JSON", e);
        }
    }

    /** Without the zero byte that keeps Java's numbers positive. */
    private static String text(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return Multibase.BASE64URL.encodeBare(
                bytes[0] == 0 ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }
}
