package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Codec;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import java.util.List;

/**
 * Who acts for a miner and what it stores with, a tuple of eleven.
 *
 * @param owner gets the money
 * @param worker signs blocks, a BLS account
 * @param control may send proofs
 * @param pendingWorker the next worker; null for none
 * @param peer bytes of its peer id; may be empty
 * @param type kind of proofs and size of sectors
 * @param faultElapsed the last epoch in which it may not take part in elections; -1 if it never broke consensus
 * @param pendingOwner the address that has to confirm it is the next owner; null for none
 */
public record MinerInfo(
        Address owner,
        Address worker,
        List<Address> control,
        PendingWorker pendingWorker,
        byte[] peer,
        List<byte[]> multiaddrs,
        ProofType type,
        Epoch faultElapsed,
        Address pendingOwner) {
    /** A worker to be: {@code [worker, effective at]}. */
    public record PendingWorker(Address worker, Epoch effectiveAt) {}

    /** Bytes of the longest peer id. */
    public static final int MAX_PEER = 128;

    private static final Codec<List<Address>> ADDRESSES = Codec.list(Codec.ADDRESS);
    private static final Codec<List<byte[]>> MULTIADDRS = Codec.list(Codec.BYTES);

    static final Codec<MinerInfo> CODEC = new Codec<>(MinerInfo::write, MinerInfo::read);

    private static void write(CborWriter out, MinerInfo i) {
        out.writeListHeader(11).writeAddress(i.owner).writeAddress(i.worker);
        ADDRESSES.writer().accept(out, i.control);
        out.writeNullable(
                i.pendingWorker,
                (o, p) -> o.writeListHeader(2).writeAddress(p.worker).writeLong(p.effectiveAt.number()));
        out.writeBytes(i.peer);
        MULTIADDRS.writer().accept(out, i.multiaddrs);
        out.writeLong(i.type.windowPost())
                .writeUnsignedLong(i.type.sectorSize())
                .writeUnsignedLong(i.type.partitionSectors())
                .writeLong(i.faultElapsed.number())
                .writeNullable(i.pendingOwner, CborWriter::writeAddress);
    }

    private static MinerInfo read(CborReader in) {
        in.readListHeader(11);
        Address owner = in.readAddress();
        Address worker = in.readAddress();
        List<Address> control = ADDRESSES.reader().apply(in);
        PendingWorker pending = in.readNullable(r -> {
            r.readListHeader(2);
            return new PendingWorker(r.readAddress(), Epoch.of(r.readLong()));
        });
        byte[] peer = in.readBytes();
        List<byte[]> multiaddrs = MULTIADDRS.reader().apply(in);
        ProofType type = ProofType.ofWindowPost(in.readLong());
        in.readUnsignedLong();
        in.readUnsignedLong();
        return new MinerInfo(
                owner,
                worker,
                control,
                pending,
                peer,
                multiaddrs,
                type,
                Epoch.of(in.readLong()),
                in.readNullable(CborReader::readAddress));
    }

    /** Owner, worker and control addresses: all that may send proofs. */
    Address[] controllers() {
        Address[] all = control.toArray(new Address[control.size() + 2]);
        all[control.size()] = owner;
        all[control.size() + 1] = worker;
        return all;
    }

    MinerInfo controlledBy(List<Address> addresses, PendingWorker pending) {
        return new MinerInfo(owner, worker, addresses, pending, peer, multiaddrs, type, faultElapsed, pendingOwner);
    }

    /** With the next worker in its place, if its time has come. */
    MinerInfo promoted(Epoch now) {
        return pendingWorker == null || now.isBefore(pendingWorker.effectiveAt)
                ? this
                : new MinerInfo(
                        owner, pendingWorker.worker, control, null, peer, multiaddrs, type, faultElapsed, pendingOwner);
    }

    MinerInfo reachedAs(byte[] id) {
        return new MinerInfo(owner, worker, control, pendingWorker, id, multiaddrs, type, faultElapsed, pendingOwner);
    }

    MinerInfo reachedAt(List<byte[]> addresses) {
        return new MinerInfo(owner, worker, control, pendingWorker, peer, addresses, type, faultElapsed, pendingOwner);
    }

    MinerInfo ownedBy(Address current, Address pending) {
        return new MinerInfo(current, worker, control, pendingWorker, peer, multiaddrs, type, faultElapsed, pending);
    }

    MinerInfo excludedUntil(Epoch epoch) {
        return new MinerInfo(owner, worker, control, pendingWorker, peer, multiaddrs, type, epoch, pendingOwner);
    }
}
