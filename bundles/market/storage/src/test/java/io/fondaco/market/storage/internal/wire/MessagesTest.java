package io.fondaco.market.storage.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.DealLabel;
import io.fondaco.chain.DealProposal;
import io.fondaco.codec.DecodeException;
import io.fondaco.crypto.Signature;
import io.fondaco.crypto.SignatureScheme;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.Test;

/** Bytes published by go-fil-markets (by way of cpp-filecoin's tests), and bytes derived from Boost's types. */
public class MessagesTest {

    private static final JsonNode GOLDEN = golden();
    private static final HexFormat HEX = HexFormat.of();
    private static final Cid CID = Cid.parse("QmTTA2daxGqo5denp6SwLzzkLJm3fuisYEi9CoWsuHpzfb");
    private static final Address ADDRESS = Address.parse("t2i4llai5x72clnz643iydyplvjmni74x4vyme7ny");
    private static final int MOST = Protocols.MOST_BYTES;

    private static final DealProposal PROPOSAL = new DealProposal(
            CID,
            256,
            true,
            ADDRESS,
            ADDRESS,
            DealLabel.ofText("label"),
            Epoch.of(101),
            Epoch.of(2002),
            TokenAmount.atto(22),
            TokenAmount.atto(333),
            TokenAmount.atto(4444));
    private static final byte[] NO_SIGNATURE = new byte[66];

    static {
        NO_SIGNATURE[0] = 1;
    }

    private static final ClientDealProposal SIGNED =
            new ClientDealProposal(PROPOSAL, ClientDealProposal.encode(PROPOSAL), NO_SIGNATURE);
    private static final Messages.Proposal MESSAGE =
            new Messages.Proposal(SIGNED, new Messages.DataRef("manual", CID, Optional.of(CID), 256, 42), true);
    private static final Messages.Response RESPONSE =
            new Messages.Response(DealStatus.UNKNOWN, "message", CID, Optional.of(CID));
    private static final Messages.StorageAsk ASK = new Messages.StorageAsk(
            TokenAmount.atto(123), TokenAmount.atto(456), 256, 1 << 20, ADDRESS, 1234, 6789, 42);

    private static JsonNode golden() {
        try (InputStream in = MessagesTest.class.getResourceAsStream("/market-cbor.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String bytes(String name) {
        return GOLDEN.get(name).asText();
    }

    private static <T> void sameBothWays(Struct<T> struct, T value, Form form, String golden) {
        assertThat(HEX.formatHex(struct.encode(value, form))).isEqualTo(golden);
        T read = struct.decode(HEX.parseHex(golden), form, MOST);
        assertThat(HEX.formatHex(struct.encode(read, form))).isEqualTo(golden);
    }

    @Test
    public void writesTheProposalAsTheClientSignsIt() {
        assertThat(HEX.formatHex(ClientDealProposal.encode(PROPOSAL))).isEqualTo(bytes("deal_proposal"));
        assertThat(SIGNED.proposalCid()).hasToString(bytes("deal_proposal_cid"));
        assertThat(HEX.formatHex(SIGNED.toBytes())).isEqualTo(bytes("client_deal_proposal"));
        assertThat(SIGNED.cid()).hasToString(bytes("client_deal_proposal_cid"));
        assertThat(ClientDealProposal.parse(SIGNED.toBytes())).isEqualTo(SIGNED);
    }

    @Test
    public void writesProposalsInAllThreeForms() {
        sameBothWays(Messages.PROPOSAL, MESSAGE, Form.DECLARED, bytes("proposal_1.1.0_declared_order"));
        sameBothWays(Messages.PROPOSAL, MESSAGE, Form.CANONICAL, bytes("proposal_canonical_order_derived"));
        sameBothWays(Messages.PROPOSAL, MESSAGE, Form.TUPLE, bytes("proposal_1.0.1"));
    }

    @Test
    public void readsMapsWhateverTheOrderOfTheirKeys() {
        byte[] declared = HEX.parseHex(bytes("proposal_1.1.0_declared_order"));
        assertThat(Messages.PROPOSAL.decode(declared, Form.CANONICAL, MOST)).isEqualTo(MESSAGE);
    }

    @Test
    public void writesResponsesInTheirForms() {
        sameBothWays(Messages.RESPONSE, RESPONSE, Form.TUPLE, bytes("response_1.0.1"));
        sameBothWays(Messages.RESPONSE, RESPONSE, Form.DECLARED, bytes("response_1.1.0_declared_order"));
    }

    @Test
    public void writesAsksAndAskRequestsInTheirForms() {
        sameBothWays(Messages.STORAGE_ASK, ASK, Form.TUPLE, bytes("ask_1.0.1"));
        sameBothWays(Messages.STORAGE_ASK, ASK, Form.DECLARED, bytes("ask_1.1.0_declared_order"));
        sameBothWays(Messages.ASK_REQUEST, new Messages.AskRequest(ADDRESS), Form.TUPLE, bytes("ask_request_1.0.1"));
        sameBothWays(
                Messages.ASK_REQUEST, new Messages.AskRequest(ADDRESS), Form.CANONICAL, bytes("ask_request_1.1.0"));
    }

    @Test
    public void writesWhatProvidersSignAboutADeal() {
        Messages.ProviderDealState state = new Messages.ProviderDealState(
                DealStatus.UNKNOWN,
                "message",
                Optional.of(new Sealed<>(PROPOSAL, ClientDealProposal.encode(PROPOSAL))),
                Optional.of(CID),
                Optional.of(CID),
                Optional.of(CID),
                42,
                true);
        Map<String, Form> forms = Map.of("status101", Form.TUPLE, "status110", Form.DECLARED);
        forms.forEach((name, form) -> sameBothWays(Messages.PROVIDER_DEAL_STATE, state, form, signed(name)));
    }

    private static String signed(String name) {
        for (JsonNode s : GOLDEN.get("signatures")) {
            if (s.get("name").asText().equals(name)) {
                return s.get("signed_bytes").asText();
            }
        }
        throw new AssertionError(name);
    }

    @Test
    public void theSignaturesOfTheReferenceHoldOverTheBytesWeWrite() {
        Address signer = Address.bls(
                HEX.parseHex(GOLDEN.get("inputs").get("bls_public_key").asText()));
        for (JsonNode s : GOLDEN.get("signatures")) {
            byte[] signature =
                    HEX.parseHex(s.get("bls_signature_without_type_byte").asText());
            byte[] message = HEX.parseHex(s.get("signed_bytes").asText());
            Signature bls = new Signature(Signature.Type.BLS, signature);
            assertThat(SignatureScheme.verify(bls, signer, message))
                    .as(s.get("name").asText())
                    .isTrue();
            message[3] ^= 1;
            assertThat(SignatureScheme.verify(bls, signer, message)).isFalse();
        }
    }

    @Test
    public void writesAndReadsBoostDeals() {
        JsonNode boost = GOLDEN.get("boost_mk_1.2.1_deal_params_derived");
        byte[] wire = HEX.parseHex(boost.get("hex").asText());
        BoostMessages.DealParams params = BoostMessages.DEAL_PARAMS.decode(wire, Form.CANONICAL, MOST);
        assertThat(params.transfer().type()).isEqualTo("http");
        assertThat(params.transfer().size()).isEqualTo(127);
        assertThat(params.removeUnsealedCopy()).isTrue();
        assertThat(params.proposal().proposalCid())
                .hasToString(boost.get("deal_proposal_cid").asText());
        assertThat(params.proposal().cid())
                .hasToString(boost.get("client_deal_proposal_cid").asText());
        assertThat(BoostMessages.DEAL_PARAMS.encode(params, Form.CANONICAL)).isEqualTo(wire);
        assertThat(HEX.formatHex(
                        BoostMessages.DEAL_RESPONSE.encode(new BoostMessages.DealResponse(true, ""), Form.CANONICAL)))
                .isEqualTo(boost.get("response_accepted").asText());
    }

    @Test
    public void readsAnOlderBoostDealWithItsTwoMissingKeysAsFalse() {
        byte[] wire = HEX.parseHex(
                GOLDEN.get("boost_mk_1.2.1_deal_params_derived").get("hex").asText());
        BoostMessages.DealParams params = BoostMessages.DEAL_PARAMS.decode(wire, Form.CANONICAL, MOST);
        byte[] older = BoostMessages.DEAL_PARAMS_120.encode(params, Form.CANONICAL);
        assertThat(older.length).isLessThan(wire.length);
        assertThat(BoostMessages.DEAL_PARAMS.decode(older, Form.CANONICAL, MOST).removeUnsealedCopy())
                .isFalse();
    }

    @Test
    public void keepsTheBytesOfALabelThatIsNoUtf8() {
        DealProposal odd = new DealProposal(
                CID,
                256,
                false,
                ADDRESS,
                ADDRESS,
                DealLabel.ofRawText(new byte[] {(byte) 0xff, 1}),
                Epoch.of(1),
                Epoch.of(2),
                TokenAmount.ZERO,
                TokenAmount.ZERO,
                TokenAmount.ZERO);
        byte[] bytes = ClientDealProposal.encode(odd);
        assertThat(ClientDealProposal.encode(ClientDealProposal.decode(bytes))).isEqualTo(bytes);
        assertThat(odd.label().utf8()).isEmpty();
    }

    @Test
    public void ignoresKeysItDoesNotKnow() {
        byte[] known = Messages.ASK_REQUEST.encode(new Messages.AskRequest(ADDRESS), Form.CANONICAL);
        byte[] more = HEX.parseHex("a2" + HEX.formatHex(known).substring(2) + "6576616c756501");
        assertThat(Messages.ASK_REQUEST.decode(more, Form.CANONICAL, MOST).miner())
                .isEqualTo(ADDRESS);
    }

    @Test
    public void refusesEveryTruncationAndTrailingBytes() {
        byte[] whole = HEX.parseHex(bytes("proposal_canonical_order_derived"));
        for (int n = 0; n < whole.length; n++) {
            byte[] cut = Arrays.copyOf(whole, n);
            assertThatThrownBy(() -> Messages.PROPOSAL.decode(cut, Form.CANONICAL, MOST))
                    .isInstanceOf(DecodeException.class);
            assertThat(Struct.itemLength(whole, n, MOST)).isEqualTo(-1);
        }
        assertThat(Struct.itemLength(whole, whole.length, MOST)).isEqualTo(whole.length);
        byte[] more = Arrays.copyOf(whole, whole.length + 1);
        assertThatThrownBy(() -> Messages.PROPOSAL.decode(more, Form.CANONICAL, MOST))
                .hasMessageContaining("trailing");
    }

    @Test
    public void refusesMessagesThatAreTooLargeOrLackAField() {
        byte[] whole = HEX.parseHex(bytes("proposal_canonical_order_derived"));
        assertThatThrownBy(() -> Messages.PROPOSAL.decode(whole, Form.CANONICAL, 64))
                .isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> Messages.ASK_REQUEST.decode(new byte[] {(byte) 0xa0}, Form.CANONICAL, MOST))
                .hasMessageContaining("AskRequest lacks Miner");
    }

    /** A million mutations of each message; a decoder may only refuse, or give what encodes again. */
    @Test
    public void noMutationBreaksADecoder() {
        Random random = new Random(20261121);
        byte[][] seeds = {
            HEX.parseHex(bytes("proposal_canonical_order_derived")),
            HEX.parseHex(bytes("response_1.1.0_declared_order")),
            HEX.parseHex(bytes("ask_1.1.0_declared_order")),
            HEX.parseHex(signed("status110")),
            HEX.parseHex(
                    GOLDEN.get("boost_mk_1.2.1_deal_params_derived").get("hex").asText()),
        };
        Struct<?>[] structs = {
            Messages.PROPOSAL,
            Messages.RESPONSE,
            Messages.STORAGE_ASK,
            Messages.PROVIDER_DEAL_STATE,
            BoostMessages.DEAL_PARAMS,
        };
        int good = 0;
        for (int i = 0; i < 1_000_000 * seeds.length; i++) {
            int which = i % seeds.length;
            byte[] mutant = seeds[which].clone();
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
            }
            good += survives(structs[which], mutant) ? 1 : 0;
        }
        assertThat(good).isPositive();
    }

    private static <T> boolean survives(Struct<T> struct, byte[] mutant) {
        T value;
        try {
            value = struct.decode(mutant, Form.CANONICAL, MOST);
        } catch (DecodeException refused) {
            return false;
        }
        struct.encode(value, Form.CANONICAL);
        return true;
    }
}
