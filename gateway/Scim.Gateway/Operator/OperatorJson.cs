using System.Text.Json;
using System.Text.Json.Serialization;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Schema;

namespace Scim.Gateway.Operator;

/// <summary>The operator API's JSON: camel case, nulls written, instants as SCIM writes them.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 16, Converters = [typeof(Instant)])]
[JsonSerializable(typeof(CreateTenantBody)), JsonSerializable(typeof(IssueTokenBody))]
[JsonSerializable(typeof(TenantBody)), JsonSerializable(typeof(TenantListBody)), JsonSerializable(typeof(TokenBody)), JsonSerializable(typeof(TokenListBody))]
[JsonSerializable(typeof(CreateClientBody)), JsonSerializable(typeof(ClientBody)), JsonSerializable(typeof(ClientListBody))]
[JsonSerializable(typeof(TenantSettings))]
internal sealed partial class OperatorJson : JsonSerializerContext
{
    /// <summary>Writes instants in UTC with milliseconds.</summary>
    internal sealed class Instant : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && ScimDateTime.TryParse(reader.GetString()!, out DateTimeOffset utc) ? utc : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(ScimDateTime.FormatMeta(value));
    }
}
