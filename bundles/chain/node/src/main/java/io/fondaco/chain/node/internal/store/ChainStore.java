package io.fondaco.chain.node.internal.store;

import io.fondaco.chain.BlockContents;
import io.fondaco.chain.block.BlockCodec;
import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.block.MessageRoots;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.block.TipsetKey;
import io.fondaco.chain.block.WinningPoSt;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.MessageCodec;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.chain.node.internal.FullBlock;
import io.fondaco.codec.DecodeException;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Cid;
import io.fondaco.persistence.Vault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Blocks, messages and state as blocks by CID. What is put can be read at once and is written with the next
 * {@link #commit}, all of it or nothing. One thread puts and commits; any may read.
 */
public final class ChainStore implements BlockStore {
    /** Bytes of a header without its winning PoSt. */
    private static final long HEADER = 1000;
    /** Headers that are kept decoded. */
    private static final int HEADERS = 4096;
    /** Bytes of them: with proofs of the kind vanilla, some have 90 KB. */
    private static final long HEADER_BYTES = 32 << 20;

    private final Vault vault;
    private final Draft draft = new Draft();
    private final Recent<Cid, BlockHeader> headers = new Recent<>(HEADERS, HEADER_BYTES, ChainStore::bytes);
    private final Recent<TipsetKey, Tipset> tipsets =
            new Recent<>(HEADERS, HEADER_BYTES, tipset -> tipset.blocks().stream()
                    .mapToLong(ChainStore::bytes)
                    .sum());

    /** About what a header takes. */
    public static long bytes(BlockHeader header) {
        return HEADER
                + header.winningPoSt().stream().mapToLong(WinningPoSt::length).sum();
    }

    public ChainStore(Vault vault) {
        this.vault = vault;
    }

    @Override
    public Optional<byte[]> get(Cid cid) {
        byte[] drafted = draft.block(cid);
        return drafted != null ? Optional.of(drafted.clone()) : vault.get(cid);
    }

    public boolean has(Cid cid) {
        return draft.block(cid) != null || vault.has(cid);
    }

    @Override
    public void put(Cid cid, ByteBuffer block) {
        byte[] copy = new byte[block.remaining()];
        block.duplicate().get(copy);
        draft.put(cid, copy);
    }

    public Optional<byte[]> name(String name) {
        Optional<byte[]> drafted = draft.name(name);
        return drafted != null ? drafted : vault.name(name);
    }

    /** Sets a name, or removes it with null. */
    public void name(String name, byte[] value) {
        draft.name(name, value);
    }

    /** Writes what was put since the last time. @param durable whether it has to survive a power cut, not only a kill */
    public void commit(boolean durable) {
        draft.commit(vault, durable);
    }

    /** Forgets what was put since the last {@link #commit}. */
    public void discard() {
        draft.clear();
    }

    public Optional<BlockHeader> header(Cid cid) {
        BlockHeader known = headers.get(cid);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<BlockHeader> read = get(cid).map(BlockCodec::decodeHeader);
        read.ifPresent(h -> headers.put(cid, h));
        return read;
    }

    /**
     * A tipset all of whose blocks are here.
     *
     * @throws IllegalArgumentException if what is here under these names is no tipset
     */
    public Optional<Tipset> tipset(TipsetKey key) {
        Tipset known = tipsets.get(key);
        if (known != null || key.isEmpty()) {
            return Optional.ofNullable(known);
        }
        List<BlockHeader> blocks = new ArrayList<>();
        for (Cid cid : key.cids()) {
            Optional<BlockHeader> block;
            try {
                block = header(cid);
            } catch (DecodeException other) {
                throw new IllegalArgumentException(cid + " is no block: " + other.getMessage(), other);
            }
            if (block.isEmpty()) {
                return Optional.empty();
            }
            blocks.add(block.get());
        }
        Tipset read = new Tipset(blocks);
        tipsets.put(key, read);
        return Optional.of(read);
    }

    /** Puts a block's header, messages and their roots. */
    public Cid put(FullBlock block) {
        try {
            for (Message message : block.contents().bls()) {
                put(message.cid(), ByteBuffer.wrap(MessageCodec.encode(message)));
            }
            for (SignedMessage message : block.contents().secp()) {
                put(message.cid(), ByteBuffer.wrap(MessageCodec.encode(message)));
            }
            roots(this, block.contents());
            Cid cid = block.header().cid();
            put(cid, ByteBuffer.wrap(BlockCodec.encode(block.header())));
            return cid;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the arrays of a block's messages. */
    public static MessageRoots roots(BlockStore store, BlockContents contents) throws IOException {
        return MessageRoots.write(
                store,
                contents.bls().stream().map(Message::cid).toList(),
                contents.secp().stream().map(SignedMessage::cid).toList());
    }

    /** The messages of a block; empty if any of them is not here. @param most messages a block may have */
    public Optional<BlockContents> contents(BlockHeader block, int most) {
        try {
            Optional<byte[]> encoded = get(block.messages());
            if (encoded.isEmpty()) {
                return Optional.empty();
            }
            MessageRoots roots = BlockCodec.decodeRoots(encoded.get());
            List<Message> bls = new ArrayList<>();
            for (Cid cid : MessageRoots.read(this, roots.bls(), most)) {
                Optional<byte[]> message = get(cid);
                if (message.isEmpty()) {
                    return Optional.empty();
                }
                bls.add(MessageCodec.decode(message.get()));
            }
            List<SignedMessage> secp = new ArrayList<>();
            for (Cid cid : MessageRoots.read(this, roots.secp(), most)) {
                Optional<byte[]> message = get(cid);
                if (message.isEmpty()) {
                    return Optional.empty();
                }
                secp.add(MessageCodec.decodeSigned(message.get()));
            }
            return Optional.of(new BlockContents(bls, secp));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
