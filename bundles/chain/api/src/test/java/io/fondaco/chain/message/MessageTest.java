package io.fondaco.chain.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.Damage;
import io.fondaco.chain.Golden;
import io.fondaco.codec.DecodeException;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.crypto.Signature;
import io.fondaco.crypto.SignatureScheme;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.model.Network;
import io.fondaco.model.TokenAmount;
import java.util.List;
import org.junit.Test;

public class MessageTest {
    private static final Golden GOLDEN = Golden.file("messages.json");

    private static Message message(Golden json) {
        return new Message(
                json.find("Version").map(Golden::number).orElse(0L),
                json.at("To").address(),
                json.at("From").address(),
                json.at("Nonce").number(),
                json.at("Value").atto(),
                json.at("GasLimit").number(),
                json.at("GasFeeCap").atto(),
                json.at("GasPremium").atto(),
                json.at("Method").number(),
                json.find("Params")
                        .map(Golden::base64)
                        .orElseGet(() -> json.at("Params_ascii").text().getBytes(US_ASCII)));
    }

    @Test
    public void signedMessagesAreAsTwoOtherToolsMakeThem() {
        List<Golden> cases = GOLDEN.at("list").items();
        assertThat(cases).hasSize(5);
        int signed = 0;
        for (Golden golden : cases) {
            Message message = message(golden.at("msg"));
            assertThat(MessageCodec.encode(message)).isEqualTo(golden.at("cbor").hex());
            assertThat(MessageCodec.decode(golden.at("cbor").hex()))
                    .isEqualTo(message)
                    .hasSameHashCodeAs(message);
            assertThat(message.cid()).isEqualTo(golden.at("cid").cid());
            assertThat(message.cid().toBytes()).isEqualTo(golden.at("cid_bytes").hex());
            if (golden.find("digest_secp").isPresent()) {
                assertThat(Multihash.blake2b256(message.cid().toBytes()).digest())
                        .isEqualTo(golden.at("digest_secp").hex());
            }
            boolean bls = golden.at("type").text().equals("BLS");
            SignedMessage known = new SignedMessage(
                    message,
                    new Signature(
                            bls ? Signature.Type.BLS : Signature.Type.SECP256K1,
                            golden.at("signature").hex()));
            assertThat(MessageCodec.encode(known))
                    .isEqualTo(golden.at("signed_cbor").hex());
            assertThat(MessageCodec.decodeSigned(golden.at("signed_cbor").hex()))
                    .isEqualTo(known);
            assertThat(known.cid()).isEqualTo(golden.at("signed_cid").cid());
            assertThat(known.signedBy(message.from())).isTrue();
            assertThat(known.signedBy(Golden.file("keys.json")
                            .at("list")
                            .items()
                            .get(3)
                            .at(bls ? "bls" : "secp")
                            .at("f")
                            .address()))
                    .isFalse();
            var key = Golden.key(message.from());
            if (key.isPresent()) {
                signed++;
                assertThat(SignedMessage.sign(message, key.get())).isEqualTo(known);
            }
        }
        assertThat(signed).isPositive();
    }

    @Test
    public void publishedMessagesAreReproduced() {
        List<Golden> cases = GOLDEN.at("published").at("list").items();
        assertThat(cases).hasSize(14);
        for (Golden golden : cases) {
            Message message = message(golden.at("msg"));
            assertThat(MessageCodec.encode(message)).isEqualTo(golden.at("cbor").hex());
            assertThat(MessageCodec.decode(golden.at("cbor").hex())).isEqualTo(message);
            assertThat(message.from().toString(Network.TESTNET))
                    .isEqualTo(golden.at("msg").at("From").text());
        }
    }

    @Test
    public void publishedSignaturesAreReproduced() {
        List<Golden> cases = GOLDEN.at("published_signing").at("list").items();
        assertThat(cases).hasSize(2);
        for (Golden golden : cases) {
            Message message = message(golden.at("unsigned"));
            assertThat(message.cid()).isEqualTo(golden.at("cid").cid());
            assertThat(message.cid().toBytes()).isEqualTo(golden.at("cid_hex").hex());
            PrivateKey key =
                    new PrivateKey(KeyType.BLS, golden.at("private_key_b64").base64());
            SignedMessage signed = SignedMessage.sign(message, key);
            assertThat(signed.signature().data()).isEqualTo(golden.at("sig").hex());
            assertThat(signed.signedBy(message.from())).isTrue();
            assertThat(signed.cid()).isEqualTo(message.cid());
        }
    }

    @Test
    public void theMessageOfLotusHasTheCidOfLotus() {
        Golden golden = GOLDEN.at("lotus_json");
        assertThat(message(golden.at("msg")).cid()).isEqualTo(golden.at("cid").cid());
    }

    @Test
    public void aChangedMessageIsNotSigned() {
        Golden golden = GOLDEN.at("list").items().get(0);
        SignedMessage signed =
                MessageCodec.decodeSigned(golden.at("signed_cbor").hex());
        Message m = signed.message();
        Message other = new Message(
                0,
                m.to(),
                m.from(),
                m.nonce(),
                m.value().plus(TokenAmount.atto(1)),
                m.gasLimit(),
                m.gasFeeCap(),
                m.gasPremium(),
                m.method(),
                m.params());
        assertThat(new SignedMessage(other, signed.signature()).signedBy(m.from()))
                .isFalse();
        assertThat(other).isNotEqualTo(m);
        assertThat(m.requiredFunds()).isEqualTo(m.gasFeeCap().times(m.gasLimit()));
    }

    @Test
    public void addressesOfNewActorsAreThePublishedOnes() {
        Golden golden = Golden.file("actor-addresses.json");
        for (Golden row : golden.at("ext").items()) {
            assertThat(Message.actorAddress(
                                    Address.fromBytes(row.at("origin_bytes").hex()),
                                    row.at("nonce").number(),
                                    row.at("created").number())
                            .toBytes())
                    .isEqualTo(row.at("addr_bytes").hex());
        }
        for (Golden row : golden.at("list").items()) {
            assertThat(Message.actorAddress(
                            row.at("origin").address(),
                            row.at("nonce").number(),
                            row.at("created").number()))
                    .isEqualTo(row.at("t").address());
        }
    }

    @Test
    public void damagedMessagesAreRefusedOrCanonical() {
        List<byte[]> messages = GOLDEN.at("list").items().stream()
                .map(golden -> golden.at("signed_cbor").hex())
                .toList();
        Damage.refusedOrCanonical(1, 100_000, messages, bytes -> MessageCodec.encode(MessageCodec.decodeSigned(bytes)));
    }

    @Test
    public void tooLongMessagesAreRefused() {
        Message m = message(GOLDEN.at("lotus_json").at("msg"));
        byte[] cbor = MessageCodec.encode(new Message(
                0,
                m.to(),
                m.from(),
                0,
                m.value(),
                0,
                m.gasFeeCap(),
                m.gasPremium(),
                0,
                new byte[MessageCodec.MAX_MESSAGE]));
        assertThatThrownBy(() -> MessageCodec.decode(cbor))
                .isInstanceOf(DecodeException.class)
                .extracting(e -> ((DecodeException) e).kind())
                .isEqualTo(DecodeException.Kind.LIMIT);
    }

    @Test
    public void receiptsAreReadAndWritten() {
        MessageReceipt receipt = new MessageReceipt(16, new byte[] {(byte) 0x82, 1, 2}, 1_234_567);
        byte[] cbor = MessageCodec.encode(receipt);
        assertThat(cbor).asHexString().isEqualTo("83104382010" + "21A0012D687");
        assertThat(MessageCodec.decodeReceipt(cbor)).isEqualTo(receipt).hasSameHashCodeAs(receipt);
        assertThat(receipt.ok()).isFalse();
        Damage.refusedOrCanonical(
                2, 20_000, List.of(cbor), bytes -> MessageCodec.encode(MessageCodec.decodeReceipt(bytes)));
    }

    @Test
    public void signaturesOfBlsMessagesAddUpToThePublishedAggregate() {
        Golden golden = Golden.file("bls.json");
        List<Golden> items = golden.at("items").items();
        assertThat(items).hasSize(3);
        List<Signature> signatures = items.stream()
                .map(item -> new Signature(Signature.Type.BLS, item.at("sig").hex()))
                .toList();
        assertThat(SignatureScheme.bls().aggregate(signatures).data())
                .isEqualTo(golden.at("aggregate").hex());
        assertThat(SignatureScheme.bls().aggregate(List.of()).data())
                .isEqualTo(golden.at("empty_aggregate").hex());
        for (Golden item : items) {
            assertThat(Cid.fromBytes(item.at("msg").hex()).toBytes())
                    .isEqualTo(item.at("msg").hex());
        }
    }
}
