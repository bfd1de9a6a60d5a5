package io.fondaco.chain.actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.actors.account.AccountState;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.codec.cbor.DagCbor;
import io.fondaco.codec.hamt.Hamt;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.codec.ipld.MemoryBlocks;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.Test;

/** What changes in layers is undone in layers, and what is written is read again. */
public class StateTreeTest {
    private final Actors actors = new Actors(Builtin.actors());
    private final MemoryBlocks store = new MemoryBlocks();
    private final StateTree tree = StateTree.empty(store, actors, new StateCache(8));

    private static AccountState account(long id) {
        return new AccountState(Address.id(id));
    }

    private void add(StateTree to, long id, long atto) {
        to.create(Address.id(id), ActorCode.ACCOUNT, TokenAmount.atto(atto));
        to.put(Address.id(id), account(id));
    }

    private TokenAmount balance(long id) {
        return tree.actor(Address.id(id)).map(ActorEntry::balance).orElse(null);
    }

    @Test
    public void undoesOnlyTheInnermostSnapshot() {
        add(tree, 1, 10);
        tree.begin();
        tree.add(1, TokenAmount.atto(5));
        tree.begin();
        tree.add(1, TokenAmount.atto(7));
        tree.delete(1);
        assertThat(tree.actor(Address.id(1))).isEmpty();
        add(tree, 2, 1);
        tree.rollback();
        assertThat(balance(1)).isEqualTo(TokenAmount.atto(15));
        assertThat(tree.actor(Address.id(2))).isEmpty();
        tree.begin();
        add(tree, 3, 3);
        tree.commit();
        tree.commit();
        assertThat(balance(1)).isEqualTo(TokenAmount.atto(15));
        assertThat(balance(3)).isEqualTo(TokenAmount.atto(3));
        assertThat(tree.state(Address.id(3), AccountState.class)).contains(account(3));
    }

    @Test
    public void makesTheSameRootInWhateverOrderActorsCame() {
        List<Long> ids = new ArrayList<>();
        for (long id = 100; id < 400; id++) {
            ids.add(id);
        }
        ids.forEach(id -> add(tree, id, id));
        Cid root = tree.flush();
        java.util.Collections.shuffle(ids, new Random(1));
        StateTree other = StateTree.empty(store, actors, new StateCache(8));
        for (long id : ids) {
            add(other, id, 1);
            other.flush();
            other.add(id, TokenAmount.atto(id - 1));
        }
        add(other, 1000, 1);
        other.flush();
        other.delete(1000);
        assertThat(other.flush()).isEqualTo(root);
    }

    @Test
    public void readsWhatItWrote() {
        add(tree, 100, 7);
        Cid root = tree.flush();
        StateTree again = StateTree.load(store, root, actors, new StateCache(8));
        ActorEntry entry = again.actor(Address.id(100)).orElseThrow();
        assertThat(entry.kind()).contains(ActorCode.ACCOUNT);
        assertThat(entry.balance()).isEqualTo(TokenAmount.atto(7));
        assertThat(entry.nonce()).isZero();
        assertThat(again.state(Address.id(100), AccountState.class)).contains(account(100));
        assertThat(again.flush()).isEqualTo(root);
        List<Address> seen = new ArrayList<>();
        again.forEach((address, e) -> seen.add(address));
        assertThat(seen).containsExactly(Address.id(100));
    }

    @Test
    public void showsActorsAsTheyAreInAllLayers() {
        add(tree, 100, 1);
        add(tree, 101, 1);
        tree.flush();
        tree.begin();
        tree.add(100, TokenAmount.atto(1));
        tree.begin();
        tree.delete(101);
        add(tree, 102, 5);
        List<String> seen = new ArrayList<>();
        tree.forEach((address, e) -> seen.add(address + " " + e.balance().atto()));
        assertThat(seen).containsExactly("f0100 2", "f0102 5");
    }

    @Test
    public void doesNotWriteWhileASnapshotIsOpen() {
        tree.begin();
        assertThatThrownBy(tree::flush).isInstanceOf(IllegalStateException.class);
    }

    @Test
    public void decodesAStateOnceForAllTreesOfACache() {
        add(tree, 100, 7);
        Cid root = tree.flush();
        StateCache cache = new StateCache(8);
        AccountState first = StateTree.load(store, root, actors, cache)
                .state(Address.id(100), AccountState.class)
                .orElseThrow();
        AccountState second = StateTree.load(store, root, actors, cache)
                .state(Address.id(100), AccountState.class)
                .orElseThrow();
        assertThat(second).isSameAs(first);
    }

    @Test
    public void refusesARootOfAnotherVersion() throws IOException {
        byte[] root = new CborWriter()
                .writeListHeader(3)
                .writeLong(5)
                .writeCid(Hamt.empty(store, 5).flush())
                .writeCid(StateTree.EMPTY_OBJECT)
                .toBytes();
        Cid cid = DagCbor.chainCid(root);
        store.put(cid, ByteBuffer.wrap(root));
        assertThatThrownBy(() -> StateTree.load(store, cid, actors, new StateCache(8)))
                .isInstanceOf(StateException.class)
                .hasMessageEndingWith("has version 5: only 4 is read");
    }

    @Test
    public void saysWhatIsMissing() {
        add(tree, 100, 7);
        Cid root = tree.flush();
        assertThatThrownBy(() -> StateTree.load(new MemoryBlocks(), root, actors, new StateCache(8)))
                .isInstanceOf(StateException.class)
                .hasMessageContaining(root.toString())
                .hasMessageContaining("missing or damaged");
        assertThatThrownBy(() -> tree.state(Address.id(100), Puppet.Count.class))
                .isInstanceOf(StateException.class)
                .hasMessage("actor f0100 has a AccountState, not a Count");
    }

    @Test
    public void writesAgainWhatAFullDiskRefused() throws IOException {
        boolean[] full = {true};
        BlockStore disk = new BlockStore() {
            @Override
            public Optional<byte[]> get(Cid cid) throws IOException {
                return store.get(cid);
            }

            @Override
            public void put(Cid cid, ByteBuffer block) throws IOException {
                if (full[0]) {
                    throw new IOException("disk full");
                }
                store.put(cid, block);
            }
        };
        StateTree onDisk = StateTree.empty(disk, actors, new StateCache(8));
        add(onDisk, 100, 7);
        assertThatThrownBy(onDisk::flush).isInstanceOf(StateException.class).hasMessageContaining("disk full");
        full[0] = false;
        Cid root = onDisk.flush();
        assertThat(StateTree.load(store, root, actors, new StateCache(8)).state(Address.id(100), AccountState.class))
                .contains(account(100));
    }

    @Test
    public void writesRootsAsFilecoinDoes() {
        assertThat(StateTree.EMPTY_OBJECT)
                .hasToString("bafy2bzacebc3bt6cedhoyw34drrmjvazhu4oj25er2ebk4u445pzycvq4ta4a");
        assertThat(ActorCode.STORAGE_MINER.cid()).hasToString("bafkqaetgnfwc6obpon2g64tbm5sw22lomvza");
        assertThat(ActorCode.of(ActorCode.MULTISIG.cid())).contains(ActorCode.MULTISIG);
        Cid root = tree.flush();
        CborReader in = new CborReader(store.get(root).orElseThrow());
        in.readListHeader(3);
        assertThat(in.readLong()).isEqualTo(4);
        assertThat(in.readCid()).hasToString("bafy2bzaceamp42wmmgr2g2ymg46euououzfyck7szknvfacqscohrvaikwfay");
        assertThat(in.readCid()).isEqualTo(StateTree.EMPTY_OBJECT);
        in.finish();
    }

    @Test
    public void keysOfNumbersKeepTheirSign() {
        for (long n : new long[] {0, 1, -1, 63, 64, -64, -65, 1L << 40, -(1L << 40)}) {
            assertThat(Keys.signed(Keys.signed(n))).isEqualTo(n);
        }
        assertThat(Keys.signed(1)).containsExactly(2);
        assertThat(Keys.signed(-1)).containsExactly(1);
        assertThat(Keys.unsigned(300)).containsExactly(0xac, 2);
    }
}
