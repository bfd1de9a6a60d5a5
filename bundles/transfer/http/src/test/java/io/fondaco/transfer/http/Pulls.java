package io.fondaco.transfer.http;

import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.model.PeerId;
import io.fondaco.transfer.TransferId;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.TransferOrder.Direction;
import io.fondaco.transfer.spi.Attempt;
import io.fondaco.transfer.spi.Meter;
import io.fondaco.transfer.spi.Transport;
import io.fondaco.transfer.spi.TransportException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Orders, and what comes of them. */
final class Pulls {

    static final Meter NOBODY = new Meter() {
        @Override
        public void opened() {}

        @Override
        public void moved(long bytes, long total) {}
    };

    private Pulls() {}

    static TransferOrder order(String url, Map<String, String> headers, Path file, long bytes, long most) {
        return new TransferOrder(
                new TransferId(PeerId.fromPublicKey(new byte[36]), Optional.empty(), 1),
                Direction.PULL,
                HttpTransport.NAME,
                Optional.of(URI.create(url)),
                headers,
                Optional.empty(),
                Cid.v1(Cid.RAW, Multihash.sha256(new byte[] {1})),
                file,
                bytes,
                most);
    }

    static long done(Attempt attempt) throws Exception {
        return attempt.done().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    static TransportException failure(Transport transport, TransferOrder order) throws Exception {
        Attempt attempt;
        try {
            attempt = transport.begin(order, NOBODY);
        } catch (TransportException atOnce) {
            return atOnce;
        }
        return failure(attempt);
    }

    static TransportException failure(Attempt attempt) throws Exception {
        try {
            throw new AssertionError("it succeeded with " + done(attempt) + " bytes");
        } catch (ExecutionException e) {
            return (TransportException) e.getCause();
        }
    }

    static byte[] content(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
