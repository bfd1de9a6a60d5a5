package io.fondaco.proof.spi;

import io.fondaco.proof.Node;
import java.nio.ByteBuffer;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Labels of a layer, each made of labels before it. */
@ConsumerType
public interface Labels {
    /** Parents of a node: 6 in its own layer, then 8 in the layer below. */
    int PARENTS = 14;

    /**
     * A replica that is being labelled.
     *
     * @param id what makes it different from others
     * @param layer written
     * @param below the finished layer below; null in layer 1
     */
    record Replica(Node id, NodeArray layer, NodeArray below) {}

    /**
     * Labels nodes one after the other, of all replicas in step: they share the graph, so a backend may compute them side by
     * side.
     *
     * @param layer from 1 on
     * @param from first node to label; all before it are labelled
     * @param parents {@value #PARENTS} numbers of 4 bytes, little-endian, for each node to label
     * @throws IllegalArgumentException when a parent is not before its node, or outside the layer below
     */
    void label(int layer, long from, ByteBuffer parents, List<Replica> replicas);

    /** How many replicas in step are worth having; 1 when they gain nothing. */
    int lanes();
}
