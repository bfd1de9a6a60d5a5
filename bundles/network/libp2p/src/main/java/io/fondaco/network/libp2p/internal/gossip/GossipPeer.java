package io.fondaco.network.libp2p.internal.gossip;

import io.fondaco.model.PeerId;
import java.util.HashSet;
import java.util.Set;

/** A peer that speaks pub/sub with this host. On the router's thread. */
final class GossipPeer {

    private final PeerId id;
    private final boolean dialled;
    private final SendQueue queue;
    private final Set<String> topics = new HashSet<>();
    private boolean meshes;
    private int haves;
    private int asked;
    private int served;

    /** @param dialled whether this host began the connection */
    GossipPeer(PeerId id, boolean dialled, boolean meshes, SendQueue queue) {
        this.id = id;
        this.dialled = dialled;
        this.meshes = meshes;
        this.queue = queue;
    }

    PeerId id() {
        return id;
    }

    boolean dialled() {
        return dialled;
    }

    SendQueue queue() {
        return queue;
    }

    /** What it listens to; changed through {@link Neighbours} only. */
    Set<String> topics() {
        return topics;
    }

    /** Whether it knows of meshes; a peer that does not gets every message. */
    boolean meshes() {
        return meshes;
    }

    void meshes(boolean does) {
        meshes = does;
    }

    /** Counts an RPC with gossip; false when there were too many in this heartbeat. */
    boolean mayTell() {
        return ++haves <= GossipSettings.MAX_HAVES;
    }

    /** How many more messages may be asked of it in this heartbeat. */
    int mayBeAsked() {
        return GossipSettings.MAX_IDS - asked;
    }

    void asked(int ids) {
        asked += ids;
    }

    /** Counts an id it asks for; false when there were too many in this heartbeat. */
    boolean mayAsk() {
        return ++served <= GossipSettings.MAX_IDS;
    }

    void heartbeat() {
        haves = 0;
        asked = 0;
        served = 0;
    }

    @Override
    public String toString() {
        return id.toString();
    }
}
