package io.fondaco.chain.consensus;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.Golden;
import io.fondaco.chain.block.BlockCodec;
import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.block.Ticket;
import io.fondaco.chain.block.Tipset;
import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.crypto.SignatureScheme;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.Test;

public class ConsensusTest {
    private static final Golden GOLDEN = Golden.file("consensus.json");
    private static final Golden WINS = Golden.file("wincount.json");

    private static List<Golden> rows(String section) {
        List<Golden> rows = GOLDEN.at(section).at("list").items();
        assertThat(rows).isNotEmpty();
        return rows;
    }

    @Test
    public void randomnessIsDrawnAsTheRuleSays() {
        Golden golden = GOLDEN.at("randomness");
        byte[] base = golden.at("base_ascii").text().getBytes(US_ASCII);
        assertThat(Multihash.blake2b256(base).digest())
                .isEqualTo(golden.at("base_digest").hex());
        byte[] entropy = Randomness.entropy(Address.id(1000));
        assertThat(entropy).isEqualTo(golden.at("entropy_cbor_addr_t01000").hex());
        assertThat(rows("randomness")).hasSize(7);
        for (Golden row : rows("randomness")) {
            RandomnessTag tag = Arrays.stream(RandomnessTag.values())
                    .filter(t -> t.number() == row.at("tag").number())
                    .findFirst()
                    .orElseThrow();
            assertThat(Randomness.draw(base, tag, Epoch.of(row.at("epoch").number()), entropy))
                    .as(row.at("name").text())
                    .isEqualTo(row.at("out").hex());
        }
    }

    @Test
    public void aTicketIsOverTheHeightBeforeAndTheParentsTicket() {
        byte[] beacon = {1, 2};
        Ticket parent = new Ticket(new byte[] {7, 8, 9});
        assertThat(Randomness.ticket(beacon, Epoch.of(100), Address.id(1000), parent))
                .isEqualTo(Randomness.draw(
                        beacon,
                        RandomnessTag.TICKET,
                        Epoch.of(99),
                        HexFormat.of().parseHex("4300e807070809")));
    }

    @Test
    public void theVrfOfAnElectionIsTheGoldenOne() {
        Golden golden = GOLDEN.at("bls_vrf");
        Address miner = golden.at("miner").address();
        byte[] beacon = GOLDEN.at("randomness").at("base_ascii").text().getBytes(US_ASCII);
        byte[] input = golden.at("vrf_base").hex();
        assertThat(Randomness.election(beacon, Epoch.of(golden.at("epoch").number()), miner))
                .isEqualTo(input);
        byte[] proof = golden.at("proof").hex();
        int signer = 0;
        for (Golden key : Golden.file("keys.json").at("list").items()) {
            PrivateKey worker =
                    new PrivateKey(KeyType.BLS, key.at("bls").at("sk_lotus_le").hex());
            boolean own = Arrays.equals(Vrf.prove(worker, input), proof);
            assertThat(Vrf.verify(key.at("bls").at("f").address(), input, proof))
                    .isEqualTo(own);
            signer += own ? 1 : 0;
        }
        assertThat(signer).isEqualTo(1);
        assertThat(Vrf.output(proof)).isEqualTo(golden.at("output").hex());
        assertThat(Election.MAINNET.wins(proof, BigInteger.valueOf(20), BigInteger.valueOf(100)))
                .isEqualTo((int) golden.at("wins_of_20_percent").number());
        assertThat(Election.MAINNET.wins(proof, BigInteger.ONE, BigInteger.ONE))
                .isEqualTo((int) golden.at("wins_of_100_percent").number());
    }

    @Test
    public void onlyBlsKeysHaveAVrf() {
        Golden key = Golden.file("keys.json").at("list").items().get(0);
        PrivateKey secp = new PrivateKey(KeyType.SECP256K1, key.at("sk").hex());
        assertThatThrownBy(() -> Vrf.prove(secp, new byte[1])).isInstanceOf(CryptoException.class);
        PrivateKey bls =
                new PrivateKey(KeyType.BLS, key.at("bls").at("sk_lotus_le").hex());
        Address address = SignatureScheme.bls().publicKey(bls).address();
        byte[] proof = Vrf.prove(bls, new byte[] {1});
        assertThat(Vrf.verify(address, new byte[] {1}, proof)).isTrue();
        assertThat(Vrf.verify(address, new byte[] {2}, proof)).isFalse();
        assertThat(Vrf.verify(address, new byte[] {1}, new byte[95])).isFalse();
        assertThat(Vrf.verify(address, new byte[] {1}, new byte[96])).isFalse();
        assertThat(Vrf.verify(key.at("secp").at("f").address(), new byte[] {1}, proof))
                .isFalse();
    }

    @Test
    public void winsAreCountedAsLotusDoes() {
        Election one = new Election(1, 15);
        List<Golden> cases = WINS.at("list").items();
        assertThat(cases).hasSize(16);
        for (Golden golden : cases) {
            byte[] vrf = golden.at("vrf").hex();
            assertThat(Vrf.output(vrf)).isEqualTo(golden.at("h").hex());
            Golden wins = golden.at("wins");
            for (String share : wins.keys()) {
                String[] part = share.split("/");
                assertThat(Election.MAINNET.wins(vrf, new BigInteger(part[0]), new BigInteger(part[1])))
                        .as(share)
                        .isEqualTo((int) wins.at(share).number());
            }
            assertThat(one.wins(vrf, BigInteger.TEN, BigInteger.TEN))
                    .isEqualTo((int) golden.at("wins_e1_full").number());
        }
    }

    @Test
    public void theDistributionIsExactToTheLastBit() {
        assertThat(WINS.at("lambda").items()).hasSize(3);
        for (Golden row : WINS.at("lambda").items()) {
            assertThat(Election.MAINNET.lambda(
                            row.at("power").integer(), row.at("total").integer()))
                    .isEqualTo(row.at("lambda_q256").integer());
        }
        for (int lambda : new int[] {2, 5}) {
            PoissonTail tail = new PoissonTail(BigInteger.valueOf(lambda).shiftLeft(PoissonTail.PRECISION));
            List<Golden> tails = WINS.at("icdf_lambda" + lambda).items();
            assertThat(tails).hasSize(16);
            for (Golden expected : tails) {
                assertThat(tail.tail()).isEqualTo(expected.integer());
                tail.next();
            }
        }
    }

    @Test
    public void aMinerWinsInProportionToItsPower() {
        Random random = new Random(1);
        int rounds = 4_000;
        int wins = 0;
        for (int i = 0; i < rounds; i++) {
            byte[] proof = ByteBuffer.allocate(8).putLong(random.nextLong()).array();
            assertThat(Election.MAINNET.wins(proof, BigInteger.ZERO, BigInteger.TEN))
                    .isZero();
            int full = Election.MAINNET.wins(proof, BigInteger.TEN, BigInteger.TEN);
            int fifth = Election.MAINNET.wins(proof, BigInteger.TWO, BigInteger.TEN);
            assertThat(fifth).isBetween(0, full);
            assertThat(full).isLessThanOrEqualTo(15);
            wins += fifth;
        }
        assertThat(wins / (double) rounds).isBetween(0.95, 1.05);
        assertThatThrownBy(() -> Election.MAINNET.wins(new byte[1], BigInteger.TEN, BigInteger.ONE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Election.MAINNET.wins(new byte[1], BigInteger.ZERO, BigInteger.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    public void theBaseFeeFollowsTheGoldenRows() {
        assertThat(rows("basefee")).hasSize(7);
        for (Golden row : rows("basefee")) {
            assertThat(BaseFee.next(
                            row.at("basefee").atto(), row.at("sum_gas_limit").number(), (int)
                                    row.at("blocks").number()))
                    .isEqualTo(row.at("next").atto());
        }
        assertThat(BaseFee.GAS_TARGET)
                .isEqualTo(GOLDEN.at("basefee").at("target").number());
        assertThat(BaseFee.GAS_LIMIT).isEqualTo(GOLDEN.at("basefee").at("limit").number());
        assertThat(BaseFee.MIN).isEqualTo(GOLDEN.at("basefee").at("min").atto());
        assertThat(BaseFee.next(BaseFee.INITIAL, Long.MAX_VALUE, 1)).isEqualTo(TokenAmount.atto(112_500_000));
        assertThatThrownBy(() -> BaseFee.next(BaseFee.INITIAL, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    public void thePremiumIsWhatTheFeeCapLeaves() {
        for (Golden row : rows("gas_premium")) {
            assertThat(BaseFee.effectivePremium(
                            row.at("basefee").atto(),
                            row.at("feecap").atto(),
                            row.at("premium").atto()))
                    .isEqualTo(row.at("effective").atto());
        }
    }

    @Test
    public void gasIsPaidAsTheGoldenRowsSay() {
        assertThat(rows("gas_outputs")).hasSize(5);
        for (Golden row : rows("gas_outputs")) {
            assertThat(GasOutputs.of(
                            row.at("gasUsed").number(),
                            row.at("gasLimit").number(),
                            row.at("baseFee").atto(),
                            row.at("feeCap").atto(),
                            row.at("premium").atto()))
                    .isEqualTo(new GasOutputs(
                            row.at("baseFeeBurn").atto(),
                            row.at("overEstimationBurn").atto(),
                            row.at("minerPenalty").atto(),
                            row.at("minerTip").atto(),
                            row.at("refund").atto(),
                            row.at("gasRefund").number(),
                            row.at("gasBurned").number()));
        }
    }

    @Test
    public void whatASenderPutsUpIsBurntTippedAndRefundedInFull() {
        Random random = new Random(2);
        for (int i = 0; i < 20_000; i++) {
            long limit = 1 + Math.floorMod(random.nextLong(), BaseFee.GAS_LIMIT);
            long used = random.nextInt(10) == 0 ? 0 : Math.floorMod(random.nextLong(), limit + 1);
            TokenAmount baseFee = TokenAmount.atto(100 + random.nextInt(1_000_000_000));
            TokenAmount feeCap = TokenAmount.atto(random.nextInt(2_000_000_000));
            TokenAmount premium =
                    TokenAmount.atto(random.nextInt(1 + feeCap.atto().intValueExact()));
            GasOutputs out = GasOutputs.of(used, limit, baseFee, feeCap, premium);
            assertThat(out.baseFeeBurn()
                            .plus(out.overEstimationBurn())
                            .plus(out.minerTip())
                            .plus(out.refund()))
                    .isEqualTo(feeCap.times(limit));
            assertThat(out.refund().isNegative() || out.minerTip().isNegative()).isFalse();
            assertThat(out.minerPenalty().isZero()).isEqualTo(baseFee.compareTo(feeCap) <= 0);
            assertThat(out.gasRefund() + out.gasBurned() + used).isEqualTo(limit);
        }
        assertThatThrownBy(() -> GasOutputs.of(2, 1, BaseFee.MIN, BaseFee.MIN, TokenAmount.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    public void weightFollowsTheGoldenRows() {
        for (Golden row : rows("weight")) {
            assertThat(ChainWeight.of(
                            row.at("parent").integer(),
                            row.at("qaPower").integer(),
                            row.at("wins").number()))
                    .isEqualTo(row.at("weight").integer());
        }
        assertThat(ChainWeight.of(BigInteger.ZERO, BigInteger.valueOf(2048), 5)).isEqualTo(4224);
        assertThat(ChainWeight.of(BigInteger.TEN, BigInteger.ONE, 5)).isEqualTo(10);
        assertThatThrownBy(() -> ChainWeight.of(BigInteger.ZERO, BigInteger.ZERO, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    public void ofEquallyHeavyChainsTheSmallerTicketWins() {
        BlockHeader block = BlockCodec.decodeHeader(Golden.file("block-headers.json")
                .at("list")
                .items()
                .get(0)
                .at("cbor")
                .hex());
        // BLAKE2b-256 of 00 is smaller than that of 02.
        Tipset small = new Tipset(List.of(with(block, Address.id(1), 0)));
        Tipset large = new Tipset(List.of(with(block, Address.id(1), 2)));
        BigInteger weight = BigInteger.TEN;
        assertThat(ChainWeight.prefers(small, weight, large, weight)).isTrue();
        assertThat(ChainWeight.prefers(large, weight, small, weight)).isFalse();
        assertThat(ChainWeight.prefers(small, weight, small, weight)).isFalse();
        assertThat(ChainWeight.prefers(large, weight.add(BigInteger.ONE), small, weight))
                .isTrue();
        assertThat(ChainWeight.prefers(small, weight, large, weight.add(BigInteger.ONE)))
                .isFalse();
        Tipset two = new Tipset(List.of(with(block, Address.id(1), 0), with(block, Address.id(2), 2)));
        Tipset other = new Tipset(List.of(with(block, Address.id(1), 0), with(block, Address.id(2), 3)));
        assertThat(ChainWeight.prefers(two, weight, other, weight)).isTrue();
        assertThat(ChainWeight.prefers(other, weight, two, weight)).isFalse();
        assertThat(ChainWeight.prefers(two, weight, small, weight)).isFalse();
    }

    private static BlockHeader with(BlockHeader like, Address miner, int ticket) {
        return new BlockHeader(
                miner,
                new Ticket(new byte[] {(byte) ticket}),
                like.electionProof(),
                like.beaconEntries(),
                like.winningPoSt(),
                like.parents(),
                like.parentWeight(),
                like.height(),
                like.stateRoot(),
                like.receipts(),
                like.messages(),
                like.blsAggregate(),
                like.timestamp(),
                like.signature(),
                like.forkSignal(),
                like.parentBaseFee());
    }

    @Test
    public void dealsAreFirstLookedAtWhenTheGoldenRowsSay() {
        assertThat(rows("deal_first_tick")).hasSize(6);
        for (Golden row : rows("deal_first_tick")) {
            assertThat(DealTicks.first(
                            Epoch.of(row.at("start").number()),
                            row.at("dealId").number(),
                            row.at("interval").number()))
                    .isEqualTo(Epoch.of(row.at("first").number()));
        }
        Random random = new Random(3);
        for (int i = 0; i < 1_000; i++) {
            long start = random.nextInt(1_000_000);
            long interval = 1 + random.nextInt(3_000);
            long deal = random.nextInt(1_000_000);
            long first = DealTicks.first(Epoch.of(start), deal, interval).number();
            assertThat(first).isBetween(start, start + interval - 1);
            assertThat(first % interval).isEqualTo(deal % interval);
        }
    }
}
