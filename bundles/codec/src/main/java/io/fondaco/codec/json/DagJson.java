package io.fondaco.codec.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.fondaco.codec.DecodeException;
import io.fondaco.codec.ipld.BoolNode;
import io.fondaco.codec.ipld.BytesNode;
import io.fondaco.codec.ipld.FloatNode;
import io.fondaco.codec.ipld.IntNode;
import io.fondaco.codec.ipld.LinkNode;
import io.fondaco.codec.ipld.ListNode;
import io.fondaco.codec.ipld.MapNode;
import io.fondaco.codec.ipld.Node;
import io.fondaco.codec.ipld.NullNode;
import io.fondaco.codec.ipld.StringNode;
import io.fondaco.model.Cid;
import io.fondaco.model.InvalidValueException;
import io.fondaco.model.Multibase;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * DAG-JSON. Written without whitespace and with map keys sorted by their UTF-8 bytes; read with keys in any order and
 * whitespace, but no duplicate keys, nothing after the value, no number beyond 64 bits, and no use of the reserved key
 * {@code "/"} other than links and bytes.
 *
 * <p>Source: ipld.io/specs/codecs/dag-json.
 */
public final class DagJson {
    private static final String RESERVED = "/";
    private static final int MAX_NUMBER = 400;

    private static final JsonFactory DEFAULT_FACTORY = factory(JsonLimits.DEFAULT);

    private DagJson() {}

    /** Reads exactly one node under {@link JsonLimits#DEFAULT}, or throws {@link DecodeException}. */
    public static Node decode(String text) {
        return decode(utf8(text), JsonLimits.DEFAULT);
    }

    /** Reads exactly one node of UTF-8 text, or throws {@link DecodeException}. */
    public static Node decode(byte[] utf8, JsonLimits limits) {
        if (utf8.length > limits.maxBytes()) {
            throw DecodeException.limit(limits.maxBytes(), "text longer than " + limits.maxBytes() + " bytes");
        }
        try {
            // Jackson lets overlong forms and encoded surrogates pass.
            UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
        } catch (CharacterCodingException e) {
            throw new DecodeException(DecodeException.Kind.MALFORMED, 0, "text is not valid UTF-8", e);
        }
        JsonFactory factory = limits.equals(JsonLimits.DEFAULT) ? DEFAULT_FACTORY : factory(limits);
        try (JsonParser parser = factory.createParser(utf8)) {
            parser.nextToken();
            Node node = read(parser);
            if (parser.nextToken() != null) {
                throw DecodeException.malformed(offset(parser), "trailing text");
            }
            return node;
        } catch (JsonProcessingException e) {
            long offset =
                    e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
            throw new DecodeException(DecodeException.Kind.MALFORMED, offset, e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory cannot fail", e);
        }
    }

    private static JsonFactory factory(JsonLimits limits) {
        return JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.maxDepth())
                        .maxNumberLength(MAX_NUMBER)
                        .maxStringLength(limits.maxBytes())
                        .maxNameLength(limits.maxBytes())
                        .build())
                .build();
    }

    private static Node read(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw DecodeException.incomplete(offset(parser), "text ends where a value is expected");
        }
        switch (token) {
            case VALUE_NULL:
                return Node.ofNull();
            case VALUE_TRUE:
                return new BoolNode(true);
            case VALUE_FALSE:
                return new BoolNode(false);
            case VALUE_NUMBER_INT:
                return integer(parser.getText(), parser);
            case VALUE_NUMBER_FLOAT:
                return number(parser.getText(), parser);
            case VALUE_STRING:
                return text(parser.getText(), parser);
            case START_ARRAY:
                List<Node> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(read(parser));
                }
                return new ListNode(items);
            case START_OBJECT:
                return map(parser);
            default:
                throw DecodeException.malformed(offset(parser), token + " where a value is expected");
        }
    }

    private static Node map(JsonParser parser) throws IOException {
        long from = offset(parser);
        Map<String, Node> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            text(key, parser);
            parser.nextToken();
            entries.put(key, read(parser));
        }
        Node reserved = entries.get(RESERVED);
        if (reserved == null) {
            return new MapNode(entries);
        }
        if (entries.size() == 1) {
            try {
                if (reserved instanceof StringNode link) {
                    return link(link.text(), from);
                }
                if (reserved instanceof MapNode inner
                        && inner.entries().size() == 1
                        && inner.entries().get("bytes") instanceof StringNode base64) {
                    return new BytesNode(Multibase.BASE64.decodeBare(base64.text()));
                }
            } catch (InvalidValueException e) {
                throw new DecodeException(DecodeException.Kind.MALFORMED, from, e.getMessage(), e);
            }
        }
        throw DecodeException.malformed(from, "key \"/\" is reserved for links and bytes");
    }

    private static Node link(String text, long from) {
        Cid cid = Cid.parse(text);
        if (!cid.toString().equals(text)) {
            throw DecodeException.malformed(from, "CID is not written in its usual base");
        }
        return new LinkNode(cid);
    }

    private static Node text(String text, JsonParser parser) {
        try {
            return StringNode.of(text);
        } catch (IllegalArgumentException e) {
            throw new DecodeException(DecodeException.Kind.MALFORMED, offset(parser), e.getMessage(), e);
        }
    }

    private static Node integer(String digits, JsonParser parser) {
        if (digits.equals("-0")) {
            throw DecodeException.malformed(offset(parser), "whole number -0");
        }
        BigInteger value = digits.length() > 20 ? null : new BigInteger(digits);
        if (value != null && value.bitLength() <= 63) {
            return IntNode.of(value.longValueExact());
        }
        if (value != null && value.signum() > 0 && value.bitLength() <= 64) {
            return IntNode.ofUnsigned(value.longValue());
        }
        throw DecodeException.malformed(offset(parser), "whole number does not fit 64 bits");
    }

    private static Node number(String digits, JsonParser parser) {
        double value = Double.parseDouble(digits);
        if (!Double.isFinite(value)) {
            throw DecodeException.malformed(offset(parser), "number does not fit a 64-bit float");
        }
        return new FloatNode(value);
    }

    private static long offset(JsonParser parser) {
        return Math.max(0, parser.currentTokenLocation().getByteOffset());
    }

    /**
     * The canonical text of {@code node} in UTF-8.
     *
     * @throws IllegalArgumentException if a map uses the key {@code "/"} or a text is not valid UTF-8: neither has a
     *     form in DAG-JSON
     */
    public static byte[] encode(Node node) {
        return encodeText(node).getBytes(UTF_8);
    }

    /** The canonical text of {@code node}; see {@link #encode}. */
    public static String encodeText(Node node) {
        StringBuilder text = new StringBuilder();
        write(text, node);
        return text.toString();
    }

    private static void write(StringBuilder out, Node node) {
        if (node instanceof NullNode) {
            out.append("null");
        } else if (node instanceof BoolNode bool) {
            out.append(bool.value());
        } else if (node instanceof IntNode number) {
            out.append(number);
        } else if (node instanceof FloatNode number) {
            out.append(decimal(number.value()));
        } else if (node instanceof StringNode text) {
            if (!text.isUtf8()) {
                throw new IllegalArgumentException("text that is not valid UTF-8 has no form in DAG-JSON");
            }
            quote(out, text.text());
        } else if (node instanceof BytesNode bytes) {
            out.append("{\"/\":{\"bytes\":\"");
            out.append(Multibase.BASE64.encodeBare(bytes.toBytes())).append("\"}}");
        } else if (node instanceof LinkNode link) {
            out.append("{\"/\":\"").append(link.cid()).append("\"}");
        } else if (node instanceof ListNode list) {
            String separator = "[";
            for (Node item : list.items()) {
                out.append(separator);
                write(out, item);
                separator = ",";
            }
            out.append(list.items().isEmpty() ? "[]" : "]");
        } else if (node instanceof MapNode map) {
            write(out, map);
        }
    }

    private static void write(StringBuilder out, MapNode map) {
        if (map.entries().containsKey(RESERVED)) {
            throw new IllegalArgumentException("a map with the key \"/\" has no form in DAG-JSON");
        }
        List<String> keys = new ArrayList<>(map.entries().keySet());
        keys.sort(Comparator.comparing(key -> key.getBytes(UTF_8), Arrays::compareUnsigned));
        String separator = "{";
        for (String key : keys) {
            out.append(separator);
            quote(out, key);
            out.append(':');
            write(out, map.entries().get(key));
            separator = ",";
        }
        out.append(keys.isEmpty() ? "{}" : "}");
    }

    /** Always with a point, so that it reads back as a float; plain from 1e-7 to 1e21, with an exponent beyond. */
    private static String decimal(double value) {
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        double size = Math.abs(value);
        if (size < 1e-7 || size >= 1e21) {
            return Double.toString(value).replace('E', 'e');
        }
        String plain = new BigDecimal(Double.toString(value)).toPlainString();
        return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }

    private static void quote(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private static byte[] utf8(String text) {
        try {
            return StringNode.of(text).toBytes();
        } catch (IllegalArgumentException e) {
            throw new DecodeException(DecodeException.Kind.MALFORMED, 0, e.getMessage(), e);
        }
    }
}
