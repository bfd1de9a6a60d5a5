package io.fondaco.transfer.local;

import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.model.PeerId;
import io.fondaco.transfer.TransferId;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.TransferOrder.Direction;
import io.fondaco.transfer.Voucher;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Alice, who begins transfers, and Bob, who answers. */
final class TwoParties {

    static final PeerId ALICE = peer(1);
    static final PeerId BOB = peer(2);
    static final Voucher VOUCHER = new Voucher("test", new byte[] {1});

    private TwoParties() {}

    private static PeerId peer(int number) {
        byte[] key = new byte[36];
        key[35] = (byte) number;
        return PeerId.fromPublicKey(key);
    }

    static TransferOrder order(long number, Direction direction, Path file, long bytes, long most) {
        return new TransferOrder(
                new TransferId(ALICE, Optional.of(BOB), number),
                direction,
                LocalTransport.NAME,
                Optional.empty(),
                Map.of(),
                Optional.of(VOUCHER),
                Cid.v1(Cid.RAW, Multihash.sha256(new byte[] {1})),
                file,
                bytes,
                most);
    }
}
