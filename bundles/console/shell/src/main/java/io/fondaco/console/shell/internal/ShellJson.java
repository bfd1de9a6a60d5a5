package io.fondaco.console.shell.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.fondaco.network.Multiaddr;

/** Turns what commands return into JSON: records by component, the house's values and times as their text. */
final class ShellJson {

    private final ObjectMapper mapper;

    ShellJson() {
        mapper = new ObjectMapper();
        mapper.disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);
        mapper.registerModule(new Jdk8Module());
        mapper.registerModule(new SimpleModule("fondaco").setSerializerModifier(new TextValues()));
    }

    ObjectMapper mapper() {
        return mapper;
    }

    /** The value as a tree; objects that have no JSON form become their text. */
    JsonNode tree(Object value) {
        try {
            return mapper.readTree(mapper.writeValueAsBytes(value));
        } catch (JsonProcessingException unfit) {
            return TextNode.valueOf(String.valueOf(value));
        } catch (java.io.IOException e) {
            throw new IllegalStateException("Bytes in memory could not be read", e);
        }
    }

    private static final class TextValues extends BeanSerializerModifier {
        private static final long serialVersionUID = 1L;

        @Override
        public JsonSerializer<?> modifySerializer(
                SerializationConfig config, BeanDescription bean, JsonSerializer<?> serializer) {
            String name = bean.getBeanClass().getName();
            return name.startsWith("io.fondaco.model.")
                            || name.startsWith("java.time.")
                            || name.equals(Multiaddr.class.getName())
                    ? ToStringSerializer.instance
                    : serializer;
        }
    }
}
