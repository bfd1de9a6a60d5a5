package io.fondaco.console.tool.internal;

import io.fondaco.console.tool.Tool;
import io.fondaco.proof.ApiVersion;
import io.fondaco.proof.Inspecting;
import io.fondaco.proof.Node;
import io.fondaco.proof.Porep;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.SectorSize;
import io.fondaco.proof.Watch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongConsumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code label-check}: one label of a small sector, for a replica id and a graph of one's own. */
@Component(property = Tool.NAME + "=label-check")
public final class LabelCheckTool implements Tool {
    private static final int MOST_LAYERS = 11;

    private final Inspecting inspecting;

    @Activate
    public LabelCheckTool(@Reference Inspecting inspecting) {
        this.inspecting = inspecting;
    }

    @Override
    public Map<String, Object> apply(Map<String, String> arguments, LongConsumer progress) {
        Options options = new Options(arguments);
        try {
            SectorSize size = SealTool.size(arguments.getOrDefault("sector-size", "2KiB"));
            Node porepId = SealTool.node(arguments.getOrDefault("porep-id", ""), "porep-id");
            int layers = options.number("layers", size.layers(), 1, MOST_LAYERS);
            Porep porep = new Porep(size, layers, version(porepId), porepId);
            int layer = options.number("layer", layers, 1, layers);
            long node = options.number(
                    "node", (int) size.nodes() - 1, 0, (int) Math.min(Integer.MAX_VALUE, size.nodes() - 1));
            Node replicaId = SealTool.node(arguments.getOrDefault("replica-id", ""), "replica-id");
            Watch watch = new Watch((stage, done, total) -> progress.accept(done), () -> false);
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("sectorSize", size.toString());
            answer.put("rules", porep.version().toString().toLowerCase(Locale.ROOT));
            answer.put("layers", layers);
            answer.put("layer", layer);
            answer.put("node", node);
            answer.put(
                    "label",
                    inspecting.label(porep, replicaId, layer, node, watch).toString());
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        } catch (ProofException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** The first rules go with ids that begin with 0 to 4 in eight bytes, and no others; the later ones share a graph. */
    private static ApiVersion version(Node id) {
        byte[] bytes = id.bytes();
        boolean first = bytes[0] >= 0 && bytes[0] <= 4;
        for (int i = 1; i < Long.BYTES; i++) {
            first &= bytes[i] == 0;
        }
        return first ? ApiVersion.V1_0 : ApiVersion.V1_1;
    }
}
