package io.fondaco.codec;

import io.fondaco.codec.ipld.BoolNode;
import io.fondaco.codec.ipld.IntNode;
import io.fondaco.codec.ipld.ListNode;
import io.fondaco.codec.ipld.MapNode;
import io.fondaco.codec.ipld.Node;
import io.fondaco.codec.ipld.StringNode;
import io.fondaco.codec.json.DagJson;
import io.fondaco.codec.json.JsonLimits;
import io.fondaco.model.Cid;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;

/** A value in a golden file of this room. */
public record Golden(Node node) {

    /** The cases of a file. */
    public static List<Golden> list(String file) {
        try (InputStream in = Golden.class.getResourceAsStream("/io/fondaco/codec/" + file)) {
            return new Golden(DagJson.decode(in.readAllBytes(), JsonLimits.DEFAULT))
                    .at("list")
                    .items();
        } catch (IOException e) {
            throw new AssertionError(file, e);
        }
    }

    public Golden at(String key) {
        return new Golden(((MapNode) node).get(key).orElseThrow(() -> new AssertionError("no " + key)));
    }

    public boolean has(String key) {
        return ((MapNode) node).get(key).isPresent();
    }

    public List<Golden> items() {
        return ((ListNode) node).items().stream().map(Golden::new).toList();
    }

    public boolean isText() {
        return node instanceof StringNode;
    }

    public boolean isList() {
        return node instanceof ListNode;
    }

    public String text() {
        return ((StringNode) node).text();
    }

    public long number() {
        return ((IntNode) node).value();
    }

    public boolean bool() {
        return ((BoolNode) node).value();
    }

    public byte[] hex() {
        return HexFormat.of().parseHex(text());
    }

    public Cid cid() {
        return Cid.parse(text());
    }
}
