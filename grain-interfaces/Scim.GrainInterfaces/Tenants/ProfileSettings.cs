using System.Text.Json.Serialization;

namespace Scim.GrainInterfaces.Tenants;

/// <summary>A tenant's rules for the attributes of its users. They apply to all writes.</summary>
/// <remarks>
/// Attributes are named as in filters: <c>title</c>, <c>name.givenName</c>, <c>emails.value</c>,
/// <c>urn:...:User:department</c>.
/// </remarks>
[GenerateSerializer, Immutable, Alias("scim.ProfileSettings")]
public sealed record ProfileSettings
{
    /// <summary>The format of attribute values, by attribute. Default none.</summary>
    [Id(0)]
    public IReadOnlyDictionary<string, ProfileField> Fields { get; init; } = new Dictionary<string, ProfileField>();

    /// <summary>
    /// Attributes that the tenant does not use, and how requests are handled that set them. The attributes need not be
    /// defined in a schema. Default none.
    /// </summary>
    [Id(1)]
    public IReadOnlyDictionary<string, UnsupportedAttributePolicy> Unsupported { get; init; } =
        new Dictionary<string, UnsupportedAttributePolicy>();

    /// <summary>
    /// How an attribute without a value (null, an empty string or an empty array) is handled. Default overwrite.
    /// </summary>
    [Id(2)]
    public EmptyValueHandling Blanks { get; init; }

    /// <summary>Whether there are no rules.</summary>
    [JsonIgnore]
    public bool IsEmpty => Fields.Count == 0 && Unsupported.Count == 0 && Blanks == EmptyValueHandling.Overwrite;
}

/// <summary>The format of an attribute's values.</summary>
[GenerateSerializer, Immutable, Alias("scim.ProfileField")]
public sealed record ProfileField
{
    /// <summary>Whether a user must have a value.</summary>
    [Id(0)]
    public bool Required { get; init; }

    /// <summary>The format of the values; null to allow any value.</summary>
    [Id(1)]
    public FieldFormat? Type { get; init; }

    /// <summary>For text: the minimum number of characters.</summary>
    [Id(2)]
    public int? MinLength { get; init; }

    /// <summary>For text: the maximum number of characters.</summary>
    [Id(3)]
    public int? MaxLength { get; init; }

    /// <summary>For numbers: the minimum value.</summary>
    [Id(4)]
    public decimal? Min { get; init; }

    /// <summary>For numbers: the maximum value.</summary>
    [Id(5)]
    public decimal? Max { get; init; }

    /// <summary>For numbers: whether only integers are allowed.</summary>
    [Id(6)]
    public bool Whole { get; init; }

    /// <summary>For choices: the allowed values, compared case-insensitively.</summary>
    [Id(7)]
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>For addresses: the required sub-attributes, such as <c>streetAddress</c> and <c>country</c>.</summary>
    [Id(8)]
    public IReadOnlyList<string> Parts { get; init; } = [];
}

/// <summary>The format of a value.</summary>
[GenerateSerializer, JsonConverter(typeof(JsonStringEnumConverter<FieldFormat>))]
public enum FieldFormat
{
    /// <summary>Text, with an optional minimum and maximum length.</summary>
    [JsonStringEnumMemberName("text")]
    Text,

    /// <summary>A number with a decimal point.</summary>
    [JsonStringEnumMemberName("number")]
    Number,

    /// <summary>A date such as 2026-01-31.</summary>
    [JsonStringEnumMemberName("date")]
    Date,

    /// <summary>An e-mail address.</summary>
    [JsonStringEnumMemberName("email")]
    Email,

    /// <summary>A telephone number: digits and common separators.</summary>
    [JsonStringEnumMemberName("phone")]
    Phone,

    /// <summary>An absolute http or https URL.</summary>
    [JsonStringEnumMemberName("url")]
    Url,

    /// <summary>One of a list of values.</summary>
    [JsonStringEnumMemberName("choice")]
    Choice,

    /// <summary>True or false.</summary>
    [JsonStringEnumMemberName("checkbox")]
    Checkbox,

    /// <summary>
    /// A postal address, for the attribute <c>addresses</c>. The country is a two-letter code (ISO 3166).
    /// </summary>
    [JsonStringEnumMemberName("address")]
    Address,
}

/// <summary>How a request is handled that sets an unsupported attribute.</summary>
[GenerateSerializer, JsonConverter(typeof(JsonStringEnumConverter<UnsupportedAttributePolicy>))]
public enum UnsupportedAttributePolicy
{
    /// <summary>Stores the value if the attribute is defined in a schema.</summary>
    [JsonStringEnumMemberName("accept")]
    Accept,

    /// <summary>Processes the request without the attribute.</summary>
    [JsonStringEnumMemberName("ignore")]
    Ignore,

    /// <summary>Rejects the request with 400 <c>invalidValue</c>.</summary>
    [JsonStringEnumMemberName("reject")]
    Reject,
}

/// <summary>How an attribute without a value is handled.</summary>
[GenerateSerializer, JsonConverter(typeof(JsonStringEnumConverter<EmptyValueHandling>))]
public enum EmptyValueHandling
{
    /// <summary>Removes the user's value (RFC 7644).</summary>
    [JsonStringEnumMemberName("overwrite")]
    Overwrite,

    /// <summary>Keeps the user's value. A <c>remove</c> operation of a PATCH still removes it.</summary>
    [JsonStringEnumMemberName("keep")]
    Keep,
}
