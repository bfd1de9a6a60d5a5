package io.fondaco.model;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.Test;

public class AddressTest {
    /** secp256k1 public key, address bytes and text; BLS address bytes (the key after 03) and text. */
    private static final String[][] KEYS = {
        {
            "04ea03f2e3362526d852b01437b149c11763dc2b047693b6d4a5922f36db5c4ab5626cac3ca58037cfb6abefd659acf3d0bf525e00c47c7c56f26000df42a01f81",
            "015ed2d3edd3d5f7b1d45366f8d8267cd5b587a1d4",
            "t1l3jnh3ot2x33dvctm34nqjt42w2ypiouam2qxrq",
            "0394d162adca362895eb21fc491062b4d7db6c611e2e29508437335d98855a51b1885bcbba00ff5a79b1ceef5dead1c4db",
            "t3stiwflokgyujl2zb7rerayvu27nwyyi6fyuvbbbxgnozrbk2kgyyqw6lxiap6wtzwhho6xpk2hcnwplcyjgq"
        },
        {
            "0455bb5e65e272121bcd6421e64c0de3025b3bcc7acce559fcd2680ca981cb11b164851f2ebec1edd012b288a026beeb66eb5607b1132aa51ae28e573c4799ef1e",
            "01657a5f5abecddaf4a0c228fbcb8bd3bc26d2f179",
            "t1mv5f6wv6zxnpjigcfd54xc6txqtnf4lz5uwt6ci",
            "0383a17952db5646b6a1491d7ce1629d30921c096a215a1231af2abcfdd2e705d46cb0840be6f64b0277e5c964ceeca67e",
            "t3qoqxsuw3kzdlnikjdv6ocyu5gcjbyclkefnbemnpfk6p3uxhaxkgzmeebptpmsyco7s4szgo5sth5hkacppa"
        },
        {
            "04e3fb1cb43faf8ba7146dbcb1d7016efa7336dda1ac1186ef60a2e9c88dc3b4f7e661ceec7d28c385887084bff0956b51ef928fb3576417d4ca18b691b50ddffb",
            "01fd8b5e5d620827ab5ef4f13c68a228b765c80790",
            "t17wfv4xlcbat2wxxu6e6gririw5s4qb4qkib4bha",
            "03b88488229d9c7546bf6e81ece5fdc29e340f24835d8ed0ad8898450a049e2e098d68f222a6d017501eccfe8d6f3d22d0",
            "t3xcciqiu5tr2unp3oqhwol7octy2a6jedlwhnblmitbcqube6fyey22hsektnaf2qd3gp5dlphurnb42xvwyq"
        },
        {
            "042a25da1372ed36b42bad5a4ccd7141d230118d70b4eac615d0fa142cb45773838117e31eb707af1941d7f789b614fa90ee924a5a7c3fa4cc67809074e0f01002",
            "0138febfba12e5c521a1fb3513e808ea275908695e",
            "t1hd7l7oqs4xcsdip3guj6qchke5mqq2k6bdpkkiq",
            "038c2b6f254e94a29a45d7638a983b3893962591df42c73cfd30e6a4f8e9aaee417e74480b8aa363009b766f248a668e2f",
            "t3rqvw6jkossrjuroxmofjqozysolcleo7ildtz7jq42spr2nk5zax45cibofkgyyatn3g6jekm2hc6uepcmiq"
        },
        {
            "04c17fd838c41924cf883a362d1b9cf53567842be8a01aa15c8e55a7bf21893f7784064ad3e2f89d2ea11cd7d45503f2cd8e71db331121b2a39b223dd72584bb2a",
            "0178450f9aeccf96879c297871c125c92b5d59bb73",
            "t1pbcq7gxmz6liphbjpby4cjojfnovto3tlztvyoy",
            "03b830f2ca00d81df22903e09f53079a466643111b7b24055c01a6b52619dc68751342cfda0cd9b1f3db91d92c75ab11a8",
            "t3xaypfsqa3ao7ekid4cpvgb42iztegei3pmsakxabu22smgo4nb2rgqwp3igntmpt3oi5sldvvmi2qcso2f5q"
        },
    };

    @Test
    public void derivesAddressesFromPublicKeys() {
        for (String[] key : KEYS) {
            assertAddress(Address.secp256k1(bytes(key[0])), key[1], key[2]);
            assertAddress(Address.bls(bytes(key[3].substring(2))), key[3], key[4]);
        }
    }

    @Test
    public void writesIdAddresses() {
        assertAddress(Address.id(0), "0000", "t00");
        assertAddress(Address.id(99), "0063", "t099");
        assertAddress(Address.id(100), "0064", "t0100");
        assertAddress(Address.id(1024), "008008", "t01024");
        assertAddress(Address.id(999999), "00bf843d", "t0999999");
        assertAddress(Address.id(Long.MAX_VALUE), "00ffffffffffffffff7f", "t09223372036854775807");
    }

    @Test
    public void hashesSeedsIntoActorAddresses() {
        assertAddress(
                Address.actor("satoshi".getBytes(US_ASCII)),
                "024716b023b7fe84b6e7dcda303c3d754b1a8ff2fc",
                "t2i4llai5x72clnz643iydyplvjmni74x4vyme7ny");
        assertAddress(
                Address.actor("nakamoto".getBytes(US_ASCII)),
                "02c0d06605cef612c0e217c6364c5d056c480634e3",
                "t2ydigmboo6yjmbyqxyy3eyxifnreamnhdjzybfuy");
        assertAddress(
                Address.actor(bytes("76128190cdf068d1418044acc03e0b6781970d60")),
                "02e54dea4f9bc5b47d261819826d5e1fbf8bc5503b",
                "t24vg6ut43yw2h2jqydgbg2xq7x6f4kub3bg6as6i");
    }

    @Test
    public void givesNewActorsTheAddressesSeenInTheTestVectors() {
        byte[] origin = bytes("0169e833494c911d6afe2fe13d215e4c5cf7076255");
        assertThat(created(origin, 0, 0).toBytes()).isEqualTo(bytes("02ba57e0f2f67fec9e425c6d86ca148dc9cb4e2330"));
        assertThat(created(origin, 1, 0).toBytes()).isEqualTo(bytes("02c83c4dcc364c21c90fc1926d6b6f9fd251bdac8f"));
        byte[] other =
                Address.parse("t1l3jnh3ot2x33dvctm34nqjt42w2ypiouam2qxrq").toBytes();
        assertThat(created(other, 0, 0)).isEqualTo(Address.parse("t2v2uggui5yna6j3za7uxs37bllnjtovdag6fsc5i"));
        assertThat(created(other, 0, 1)).isEqualTo(Address.parse("t2ppaqy34h3pe2mlr3bu26vhtjmvhdtoc7ladvgpq"));
        assertThat(created(other, 7, 0)).isEqualTo(Address.parse("t2nwohlicocrj7wp6wba3uehdmaifdygk5ncxpv6i"));
    }

    @Test
    public void writesDelegatedAddresses() {
        assertThat(Address.delegated(32, bytes("ffffffffff"))).hasToString("f432f77777777x32lpna");
        assertThat(Address.delegated(Long.MAX_VALUE, new byte[0])).hasToString("f49223372036854775807fiic6zsy");
        for (String text : new String[] {"f432f77777777x32lpna", "f49223372036854775807fiic6zsy"}) {
            Address address = Address.parse(text);
            assertThat(address).hasToString(text).isEqualTo(Address.fromBytes(address.toBytes()));
        }
        Address longest = Address.delegated(Long.MAX_VALUE, new byte[54]);
        assertThat(longest.toString()).hasSizeLessThanOrEqualTo(115);
        assertThat(Address.parse(longest.toString())).isEqualTo(longest);
    }

    @Test
    public void refusesInvalidTextAndSaysWhy() {
        refuses("Q2gfvuyh7v2sx3patm5k23wdzmhyhtmqctasbr23y", "network");
        refuses("t2gfvuyh7v2sx3patm5k23wdzmhyhtmqctasbr24y", "checksum");
        refuses("t0banananananannnnnnnn", "digits");
        refuses("t2", "length");
        refuses("t0", "length");
        refuses("t5abcdefgh", "protocol");
        refuses("t000", "leading zeros");
        refuses("t09223372036854775808", "2^63-1");
        refuses("t4", "length");
        refuses("t432", "no 'f'");
        refuses("t432f77777777X32lpna", "'X'");
        refuses("t1" + "a".repeat(200), "length");
        refuses("t2I4LLAI5X72CLNZ643IYDYPLVJMNI74X4VYME7NY", "alphabet");
        refuses("t3i4llai5x72clnz643iydyplvjmni74x4vyme7ny", "48 bytes");
    }

    @Test
    public void refusesBytesThatAreNotCanonical() {
        for (String hex :
                new String[] {"", "00", "0080", "008000", "000001", "0500", "01aabb", "03" + "00".repeat(47)}) {
            assertThatThrownBy(() -> Address.fromBytes(bytes(hex))).as(hex).isInstanceOf(InvalidValueException.class);
        }
        assertThatThrownBy(() -> Address.fromBytes(bytes("0400" + "11".repeat(55))))
                .hasMessageContaining("too many");
    }

    @Test
    public void refusesKeysOfTheWrongShape() {
        assertThatThrownBy(() -> Address.secp256k1(new byte[65])).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> Address.bls(new byte[47])).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> Address.delegated(10, new byte[55])).isInstanceOf(InvalidValueException.class);
    }

    @Test
    public void everyMutatedTextIsRefusedOrReadsBackTheSame() {
        Random random = new Random(3);
        String[] seeds = {KEYS[0][2], KEYS[0][4], "t01024", "f432f77777777x32lpna"};
        for (int i = 0; i < 200_000; i++) {
            char[] text = seeds[i % seeds.length].toCharArray();
            text[random.nextInt(text.length)] = (char) ('0' + random.nextInt(75));
            String mutated = new String(text);
            try {
                Network network = mutated.charAt(0) == 'f' ? Network.MAINNET : Network.TESTNET;
                assertThat(Address.parse(mutated).toString(network)).isEqualTo(mutated);
            } catch (InvalidValueException e) {
                assertThat(e.offset()).isBetween(0L, (long) mutated.length());
            }
        }
    }

    @Test
    public void everyMutatedBinaryFormIsRefusedOrReadsBackTheSame() {
        Random random = new Random(4);
        String[] seeds = {KEYS[0][1], KEYS[0][3], "008008", "0420ffffffffff"};
        for (int i = 0; i < 200_000; i++) {
            byte[] mutated = bytes(seeds[i % seeds.length]);
            mutated[random.nextInt(Math.min(4, mutated.length))] = (byte) random.nextInt();
            try {
                Address address = Address.fromBytes(mutated);
                assertThat(address.toBytes()).isEqualTo(mutated);
                assertThat(Address.parse(address.toString())).isEqualTo(address);
            } catch (InvalidValueException e) {
                assertThat(e.reason()).isNotEmpty();
            }
        }
    }

    private static Address created(byte[] origin, long nonce, long created) {
        ByteBuffer seed = ByteBuffer.allocate(1 + origin.length + 16);
        return Address.actor(seed.put((byte) (0x40 + origin.length))
                .put(origin)
                .putLong(nonce)
                .putLong(created)
                .array());
    }

    private static void assertAddress(Address address, String hex, String text) {
        assertThat(HexFormat.of().formatHex(address.toBytes())).isEqualTo(hex);
        assertThat(address.toString(Network.TESTNET)).isEqualTo(text);
        assertThat(address.toString()).isEqualTo("f" + text.substring(1));
        assertThat(Address.parse(text)).isEqualTo(address);
        assertThat(Address.fromBytes(bytes(hex))).isEqualTo(address).hasSameHashCodeAs(address);
    }

    private static void refuses(String text, String why) {
        assertThatThrownBy(() -> Address.parse(text))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining(why);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
