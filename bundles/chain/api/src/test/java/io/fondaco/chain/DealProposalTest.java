package io.fondaco.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.codec.cbor.DagCbor;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.Signature;
import io.fondaco.crypto.SignatureScheme;
import io.fondaco.model.Address;
import java.util.List;
import org.junit.Test;

public class DealProposalTest {
    private static final List<Golden> CASES =
            Golden.file("deal-proposals.json").at("list").items();

    @Test
    public void goldenProposalsAreReadAndWritten() {
        assertThat(CASES).hasSize(3);
        for (Golden golden : CASES) {
            byte[] cbor = golden.at("cbor").hex();
            DealProposal proposal = ClientDealProposal.decode(cbor);
            assertThat(proposal.client()).isEqualTo(golden.at("client").address());
            assertThat(proposal.provider()).isEqualTo(golden.at("provider").address());
            assertThat(proposal.label().isText())
                    .isEqualTo(!golden.at("n").text().startsWith("bytes"));
            assertThat(ClientDealProposal.encode(proposal)).isEqualTo(cbor);
            assertThat(DagCbor.chainCid(cbor)).isEqualTo(golden.at("cid").cid());
        }
    }

    @Test
    public void clientsSignTheProposalsBytes() {
        for (Golden golden : CASES) {
            DealProposal proposal = ClientDealProposal.decode(golden.at("cbor").hex());
            Signature signature = SignatureScheme.of(KeyType.SECP256K1)
                    .sign(
                            Golden.key(proposal.client()).orElseThrow(),
                            golden.at("cbor").hex());
            assertThat(signature.data()).isEqualTo(golden.at("client_sig").hex());
            assertThat(SignatureScheme.verify(
                            signature, proposal.client(), golden.at("cbor").hex()))
                    .isTrue();
        }
    }

    @Test
    public void theChainKeepsProposalsBetweenIdAddresses() {
        for (Golden golden : CASES) {
            DealProposal proposal = ClientDealProposal.decode(golden.at("cbor").hex());
            DealProposal kept =
                    ClientDealProposal.decode(golden.at("onchain_cbor").hex());
            assertThat(kept.client().protocol()).isEqualTo(Address.Protocol.ID);
            byte[] cbor = ClientDealProposal.encode(proposal.between(kept.client(), kept.provider()));
            assertThat(cbor).isEqualTo(golden.at("onchain_cbor").hex());
            assertThat(DagCbor.chainCid(cbor))
                    .isEqualTo(golden.at("pending_cid").cid());
        }
    }

    @Test
    public void publishedDealsAreReadAndWritten() {
        for (Golden golden : CASES) {
            byte[] cbor = golden.at("publish_params_cbor").hex();
            PublishDealsParams params = PublishDealsParams.parse(cbor);
            assertThat(params.toBytes()).isEqualTo(cbor);
            ClientDealProposal deal = params.deals().get(0);
            assertThat(deal.proposalBytes()).isEqualTo(golden.at("cbor").hex());
            assertThat(deal.proposalCid()).isEqualTo(golden.at("cid").cid());
            assertThat(Signature.fromBytes(deal.signature()).data())
                    .isEqualTo(golden.at("client_sig").hex());
        }
        PublishDealsParams both = new PublishDealsParams(CASES.stream()
                .flatMap(golden -> PublishDealsParams.parse(
                        golden.at("publish_params_cbor").hex())
                        .deals()
                        .stream())
                .toList());
        assertThat(PublishDealsParams.parse(both.toBytes())).isEqualTo(both);
    }

    @Test
    public void damagedParamsAreRefusedOrCanonical() {
        Damage.refusedOrCanonical(
                6,
                100_000,
                CASES.stream()
                        .map(golden -> golden.at("publish_params_cbor").hex())
                        .toList(),
                bytes -> PublishDealsParams.parse(bytes).toBytes());
    }
}
