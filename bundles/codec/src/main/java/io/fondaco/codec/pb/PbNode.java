package io.fondaco.codec.pb;

import io.fondaco.codec.ipld.BytesNode;
import io.fondaco.codec.ipld.ListNode;
import io.fondaco.codec.ipld.MapNode;
import io.fondaco.codec.ipld.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A DAG-PB node: links in the order they have on the wire, and bytes. */
public record PbNode(List<PbLink> links, Optional<BytesNode> data) {
    public PbNode {
        links = List.copyOf(links);
    }

    /** The node in the IPLD data model: Links (each Hash, Name, Tsize), then Data; absent fields are left out. */
    public Node toNode() {
        List<Node> list = new ArrayList<>(links.size());
        for (PbLink link : links) {
            Map<String, Node> map = new LinkedHashMap<>();
            map.put("Hash", Node.of(link.cid()));
            link.name().ifPresent(name -> map.put("Name", Node.of(name)));
            link.tsize().ifPresent(size -> map.put("Tsize", Node.of(size)));
            list.add(new MapNode(map));
        }
        Map<String, Node> map = new LinkedHashMap<>();
        map.put("Links", new ListNode(list));
        data.ifPresent(bytes -> map.put("Data", bytes));
        return new MapNode(map);
    }
}
