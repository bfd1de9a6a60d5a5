package io.fondaco.chain;

import io.fondaco.codec.ipld.IntNode;
import io.fondaco.codec.ipld.LinkNode;
import io.fondaco.codec.ipld.ListNode;
import io.fondaco.codec.ipld.MapNode;
import io.fondaco.codec.ipld.Node;
import io.fondaco.codec.ipld.NullNode;
import io.fondaco.codec.ipld.StringNode;
import io.fondaco.codec.json.DagJson;
import io.fondaco.codec.json.JsonLimits;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.crypto.Signature;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** A value in a golden file of this room. */
public record Golden(Node node) {

    public static Golden file(String name) {
        try (InputStream in = Golden.class.getResourceAsStream("/io/fondaco/chain/" + name)) {
            return new Golden(DagJson.decode(in.readAllBytes(), JsonLimits.DEFAULT));
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }

    /** The secret of a golden address, when the file has it. */
    public static Optional<PrivateKey> key(Address address) {
        for (Golden key : file("keys.json").at("list").items()) {
            if (key.at("secp").at("f").address().equals(address)) {
                return Optional.of(
                        new PrivateKey(KeyType.SECP256K1, key.at("sk").hex()));
            }
            if (key.at("bls").at("f").address().equals(address)) {
                return Optional.of(new PrivateKey(
                        KeyType.BLS, key.at("bls").at("sk_lotus_le").hex()));
            }
        }
        return Optional.empty();
    }

    public Golden at(String key) {
        return find(key).orElseThrow(() -> new AssertionError("no " + key));
    }

    public Optional<Golden> find(String key) {
        return ((MapNode) node).get(key).map(Golden::new);
    }

    public Iterable<String> keys() {
        return ((MapNode) node).entries().keySet();
    }

    public List<Golden> items() {
        return ((ListNode) node).items().stream().map(Golden::new).toList();
    }

    public boolean isNull() {
        return node instanceof NullNode;
    }

    public String text() {
        return ((StringNode) node).text();
    }

    /** A number, or the decimal text of one. */
    public BigInteger integer() {
        return node instanceof IntNode n ? n.toBigInteger() : new BigInteger(text());
    }

    /** As {@link #integer}, its low 64 bits. */
    public long number() {
        return integer().longValue();
    }

    public TokenAmount atto() {
        return TokenAmount.atto(integer());
    }

    public byte[] hex() {
        return HexFormat.of().parseHex(text());
    }

    /** Base 64; nothing for null. */
    public byte[] base64() {
        return isNull() ? new byte[0] : Base64.getDecoder().decode(text());
    }

    public Address address() {
        return Address.parse(text());
    }

    public Cid cid() {
        return node instanceof LinkNode link ? link.cid() : Cid.parse(text());
    }

    /** As Lotus writes one in JSON. */
    public Signature signature() {
        return new Signature(
                at("Type").number() == 2 ? Signature.Type.BLS : Signature.Type.SECP256K1,
                at("Data").base64());
    }
}
