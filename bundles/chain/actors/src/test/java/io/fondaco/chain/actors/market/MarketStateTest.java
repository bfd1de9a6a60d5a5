package io.fondaco.chain.actors.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.DealProposal;
import io.fondaco.chain.PublishDealsParams;
import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.Builtin;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Puppet;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.World;
import io.fondaco.chain.actors.init.InitState;
import io.fondaco.chain.actors.market.MarketParams.Control;
import io.fondaco.chain.actors.market.MarketParams.Published;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.codec.ipld.MemoryBlocks;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.Test;

/** The market's state has Filecoin's bytes. */
public class MarketStateTest {
    /** Name, parameters of PublishStorageDeals, the proposal as the chain keeps it, what the pending set knows it by. */
    private static final String[][] GOLDEN = {
        {
            "text label",
            "8181828bd82a5828000181e203922020077e5fde35c50a9303a55009e3498a4ebedff39c42b710b730d8ec7ac7afa63e"
                    + "190800f455015ed2d3edd3d5f7b1d45366f8d8267cd5b587a1d44300e807676d79206465616c1903e81a0007ece84500"
                    + "3b9aca0048002bdc545d58750040584201ae13efdf5f7a299af73ec95b8c0e163224c2edc15988e90e7aea2b1e4ea349"
                    + "c7198fabce734dc28e97dcc3643f56e4bf90106851651cedf5ed1541e1b546ed4c00",
            "8bd82a5828000181e203922020077e5fde35c50a9303a55009e3498a4ebedff39c42b710b730d8ec7ac7afa63e190800"
                    + "f44300e9074300e807676d79206465616c1903e81a0007ece845003b9aca0048002bdc545d58750040",
            "bafy2bzacebzqe3ejtldoa4vhbvmctr6tvar3sxtzu75p6wjzlerxxy74t63ig"
        },
        {
            "bytes label",
            "8181828bd82a5828000181e203922020077e5fde35c50a9303a55009e3498a4ebedff39c42b710b730d8ec7ac7afa63e"
                    + "190800f455015ed2d3edd3d5f7b1d45366f8d8267cd5b587a1d44300e8074300ff101903e81a0007ece845003b9aca00"
                    + "48002bdc545d58750040584201660381ca37a363c5342bb716c257224494cc4df05803c5277eaa1b4efd7a2bc133cde1"
                    + "df20bd1ab3efec73567cf183f37ba302bfd3ed88844bcea2858d03e60f01",
            "8bd82a5828000181e203922020077e5fde35c50a9303a55009e3498a4ebedff39c42b710b730d8ec7ac7afa63e190800"
                    + "f44300e9074300e8074300ff101903e81a0007ece845003b9aca0048002bdc545d58750040",
            "bafy2bzacebcmpdjsfdoa5pprduxwggqzitcc4glrqhoqos6zsu7ygo3izicpm"
        },
        {
            "empty label",
            "8181828bd82a5828000181e203922020077e5fde35c50a9303a55009e3498a4ebedff39c42b710b730d8ec7ac7afa63e"
                    + "190800f455015ed2d3edd3d5f7b1d45366f8d8267cd5b587a1d44300e807601903e81a0007ece845003b9aca0048002b"
                    + "dc545d5875004058420110bbf7713b66068dfe21ddd178c9e7d989124f6fd14c4dc28e77104f0b5427cc3632a227ecc7"
                    + "bd095519c15e99d25b0c234063db208566ce1920c8876652fb9b01",
            "8bd82a5828000181e203922020077e5fde35c50a9303a55009e3498a4ebedff39c42b710b730d8ec7ac7afa63e190800"
                    + "f44300e9074300e807601903e81a0007ece845003b9aca0048002bdc545d58750040",
            "bafy2bzacedcg5fcvkajh53f2vd7rdvegf5dh72hmrrgejyyysms46o7hnew56"
        }
    };

    @Test
    public void publishesGoldenDealsAndKeepsThemByGoldenBytes() {
        Puppet miners = new Puppet(ActorCode.STORAGE_MINER);
        World world = new World(Policy.MAINNET, 2, Builtin.invariants(), miners);
        miners.on(
                MarketParams.CONTROL_ADDRESSES,
                (runtime, params) -> Control.CODEC.encode(new Control(World.account(0), World.account(1), List.of())));
        InitState init = world.tree().state(Singletons.INIT, InitState.class).orElseThrow();
        world.tree().put(Singletons.INIT, new InitState(init.addresses(), 1000, init.networkName()));
        Address miner = world.puppet(ActorCode.STORAGE_MINER, TokenAmount.ZERO);
        assertThat(miner).isEqualTo(Address.id(1000));
        Address client = Address.parse("t1l3jnh3ot2x33dvctm34nqjt42w2ypiouam2qxrq");
        world.ok(0, client, 0, Codec.NOTHING, TokenAmount.fil("1"));
        assertThat(world.tree().resolve(client)).contains(Address.id(1001));
        for (Address holder : List.of(client, miner)) {
            world.ok(
                    0,
                    Singletons.STORAGE_MARKET,
                    MarketActor.ADD_BALANCE,
                    Codec.ADDRESS.encode(holder),
                    TokenAmount.fil("1"));
        }
        for (int i = 0; i < GOLDEN.length; i++) {
            byte[] returned = world.ok(
                    1,
                    Singletons.STORAGE_MARKET,
                    MarketActor.PUBLISH_STORAGE_DEALS,
                    HexFormat.of().parseHex(GOLDEN[i][1]));
            assertThat(Published.CODEC.decode(returned)).isEqualTo(new Published(List.of((long) i), BitField.of(0)));
            assertThat(HexFormat.of().formatHex(returned)).isEqualTo("8281" + "0" + i + "410c");
            MarketState state = world.reload()
                    .tree()
                    .state(Singletons.STORAGE_MARKET, MarketState.class)
                    .orElseThrow();
            DealProposal kept = state.proposals().get(i).orElseThrow();
            assertThat(HexFormat.of().formatHex(ClientDealProposal.encode(kept)))
                    .as(GOLDEN[i][0])
                    .isEqualTo(GOLDEN[i][2]);
            assertThat(state.pending().contains(Cid.parse(GOLDEN[i][3]).toBytes()))
                    .isTrue();
            assertThat(state.ops().at(Epoch.of(2880 + i))).containsExactly((long) i);
        }
    }

    @Test
    public void goldenDealsAreReadAndWrittenAlike() {
        for (String[] golden : GOLDEN) {
            byte[] params = HexFormat.of().parseHex(golden[1]);
            assertThat(PublishDealsParams.parse(params).toBytes()).isEqualTo(params);
            byte[] kept = HexFormat.of().parseHex(golden[2]);
            assertThat(MarketState.cid(ClientDealProposal.decode(kept)).toString())
                    .isEqualTo(golden[3]);
            assertThat(MarketState.PROPOSAL.encode(MarketState.PROPOSAL.decode(kept)))
                    .isEqualTo(kept);
        }
    }

    @Test
    public void anEmptyMarketIsATupleOfElevenWithTheRootsOfEmptyTrees() {
        MemoryBlocks store = new MemoryBlocks();
        CborWriter out = new CborWriter();
        MarketState.first(store).write(out);
        CborReader in = new CborReader(out.toBytes());
        in.readListHeader(11);
        List<String> roots = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            roots.add(in.readCid().toString());
        }
        assertThat(in.readUnsignedLong()).isZero();
        roots.add(in.readCid().toString());
        assertThat(in.readLong()).isEqualTo(-1);
        for (int i = 0; i < 3; i++) {
            assertThat(in.readTokenAmount()).isEqualTo(TokenAmount.ZERO);
        }
        in.finish();
        String emptyMap = "bafy2bzaceamp42wmmgr2g2ymg46euououzfyck7szknvfacqscohrvaikwfay";
        assertThat(roots.subList(2, 6)).containsOnly(emptyMap);
        assertThat(store.cids()).hasSize(3);
        CborReader again = new CborReader(out.toBytes());
        CborWriter second = new CborWriter();
        MarketState.read(again, store).write(second);
        assertThat(second.toBytes()).isEqualTo(out.toBytes());
    }

    @Test
    public void membersOfSetsStandForNull() {
        assertThat(MarketState.MEMBER.encode(true)).containsExactly(0xf6);
        assertThat(MarketState.MEMBER.decode(new byte[] {(byte) 0xf6})).isTrue();
    }

    @Test
    public void aDealInASectorIsATupleOfThree() {
        DealState state = new DealState(Epoch.of(10), DealState.UNDEFINED, Epoch.of(24));
        assertThat(HexFormat.of().formatHex(DealState.CODEC.encode(state))).isEqualTo("830a201818");
        assertThat(DealState.CODEC.decode(DealState.CODEC.encode(state))).isEqualTo(state);
    }

    @Test
    public void looksAtDealsFirstWhenActorsV8Does() {
        long[][] golden = {
            {2880, 1000, 0, 2880},
            {2880, 2880, 0, 2880},
            {2880, 2881, 0, 5760},
            {2880, 5000, 2879, 5759},
            {120, 1000, 7, 1087},
            {60, 60, 61, 61}
        };
        for (long[] row : golden) {
            assertThat(io.fondaco.chain.consensus.DealTicks.first(Epoch.of(row[1]), row[2], row[0]))
                    .isEqualTo(Epoch.of(row[3]));
        }
    }
}
