package io.fondaco.transfer;

import io.fondaco.model.Cid;
import io.fondaco.model.PeerId;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the initiator wants moved.
 *
 * @param id the channel; the same id again means: go on with it
 * @param direction push sends {@code file} to the responder, pull fills {@code file} from it
 * @param transport which transport, e.g. {@code local} or {@code http}
 * @param location for transports that pull from an address: where from
 * @param headers request headers for {@code location}; never logged
 * @param voucher empty only when there is no responder
 * @param root the root of what is moved
 * @param file what to send, or the draft to fill; a draft that has bytes already is gone on with
 * @param bytes how many bytes there must be in the end; -1 when unknown
 * @param most how many bytes there may be at the most
 */
public record TransferOrder(
        TransferId id,
        Direction direction,
        String transport,
        Optional<URI> location,
        Map<String, String> headers,
        Optional<Voucher> voucher,
        Cid root,
        Path file,
        long bytes,
        long most) {

    /** Which way the bytes go, seen from the initiator. */
    public enum Direction {
        PUSH,
        PULL
    }

    public TransferOrder {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(direction, "direction");
        Objects.requireNonNull(file, "file");
        headers = Map.copyOf(headers);
        if (most < 0 || bytes > most) {
            throw new IllegalArgumentException("transfer " + id + " of " + bytes + " bytes may have at most " + most);
        }
    }

    public PeerId initiator() {
        return id.initiator();
    }

    @Override
    public String toString() {
        return direction + " " + id + " by " + transport + " of " + root;
    }
}
