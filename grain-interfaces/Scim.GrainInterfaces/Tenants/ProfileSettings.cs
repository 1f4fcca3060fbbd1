using System.Text.Json.Serialization;

namespace Scim.GrainInterfaces.Tenants;

/// <summary>
/// What the tenant wants of the attributes of its users, whoever writes them. Attributes are named as in filters:
/// <c>title</c>, <c>name.givenName</c>, <c>emails.value</c>, <c>urn:...:User:department</c>.
/// </summary>
[GenerateSerializer, Immutable, Alias("scim.ProfileSettings")]
public sealed record ProfileSettings
{
    /// <summary>The form of the values of attributes, by the attribute. Default none.</summary>
    [Id(0)]
    public IReadOnlyDictionary<string, ProfileField> Fields { get; init; } =
        new Dictionary<string, ProfileField>();

    /// <summary>
    /// Attributes that the tenant has no use for, known to a schema or not, and what becomes of requests that give them
    /// a value. Default none.
    /// </summary>
    [Id(1)]
    public IReadOnlyDictionary<string, UnsupportedAttributePolicy> Unsupported { get; init; } =
        new Dictionary<string, UnsupportedAttributePolicy>();

    /// <summary>
    /// What it means that an attribute is sent without a value: null, empty text, an empty list. Default overwrite.
    /// </summary>
    [Id(2)]
    public EmptyValueHandling Blanks { get; init; }

    /// <summary>Whether nothing is asked of anything.</summary>
    [JsonIgnore]
    public bool IsEmpty =>
        Fields.Count == 0 && Unsupported.Count == 0 && Blanks == EmptyValueHandling.Overwrite;
}

/// <summary>The form of an attribute's values.</summary>
[GenerateSerializer, Immutable, Alias("scim.ProfileField")]
public sealed record ProfileField
{
    /// <summary>Whether a user must have a value.</summary>
    [Id(0)]
    public bool Required { get; init; }

    /// <summary>What the values must look like; null for anything.</summary>
    [Id(1)]
    public FieldFormat? Type { get; init; }

    /// <summary>Text: the least number of characters.</summary>
    [Id(2)]
    public int? MinLength { get; init; }

    /// <summary>Text: the largest number of characters.</summary>
    [Id(3)]
    public int? MaxLength { get; init; }

    /// <summary>Number: the least value.</summary>
    [Id(4)]
    public decimal? Min { get; init; }

    /// <summary>Number: the largest value.</summary>
    [Id(5)]
    public decimal? Max { get; init; }

    /// <summary>Number: whether only whole numbers will do.</summary>
    [Id(6)]
    public bool Whole { get; init; }

    /// <summary>Choice: the values there are, compared without regard to case.</summary>
    [Id(7)]
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Address: the parts that must be there, such as <c>streetAddress</c> and <c>country</c>.</summary>
    [Id(8)]
    public IReadOnlyList<string> Parts { get; init; } = [];
}

/// <summary>What values look like.</summary>
[GenerateSerializer, JsonConverter(typeof(JsonStringEnumConverter<FieldFormat>))]
public enum FieldFormat
{
    /// <summary>Text, of some length.</summary>
    [JsonStringEnumMemberName("text")]
    Text,

    /// <summary>A number, written with a point.</summary>
    [JsonStringEnumMemberName("number")]
    Number,

    /// <summary>A day: 2026-01-31.</summary>
    [JsonStringEnumMemberName("date")]
    Date,

    /// <summary>An e-mail address.</summary>
    [JsonStringEnumMemberName("email")]
    Email,

    /// <summary>A telephone number: digits and what people put between them.</summary>
    [JsonStringEnumMemberName("phone")]
    Phone,

    /// <summary>An absolute address beginning with http:// or https://.</summary>
    [JsonStringEnumMemberName("url")]
    Url,

    /// <summary>One of a list.</summary>
    [JsonStringEnumMemberName("choice")]
    Choice,

    /// <summary>True or false.</summary>
    [JsonStringEnumMemberName("checkbox")]
    Checkbox,

    /// <summary>
    /// A postal address: the attribute <c>addresses</c>. A country is a code of two letters (ISO 3166).
    /// </summary>
    [JsonStringEnumMemberName("address")]
    Address,
}

/// <summary>What becomes of a request that gives an unsupported attribute a value.</summary>
[GenerateSerializer, JsonConverter(typeof(JsonStringEnumConverter<UnsupportedAttributePolicy>))]
public enum UnsupportedAttributePolicy
{
    /// <summary>The value is stored where a schema knows the attribute, as if nothing had been said about it.</summary>
    [JsonStringEnumMemberName("accept")]
    Accept,

    /// <summary>The request is carried out as if it did not name the attribute.</summary>
    [JsonStringEnumMemberName("ignore")]
    Ignore,

    /// <summary>400 <c>invalidValue</c>.</summary>
    [JsonStringEnumMemberName("reject")]
    Reject,
}

/// <summary>What it means that an attribute is sent without a value.</summary>
[GenerateSerializer, JsonConverter(typeof(JsonStringEnumConverter<EmptyValueHandling>))]
public enum EmptyValueHandling
{
    /// <summary>The user has no value from then on (RFC 7644).</summary>
    [JsonStringEnumMemberName("overwrite")]
    Overwrite,

    /// <summary>The user keeps the value that he has. <c>remove</c> in a PATCH still removes.</summary>
    [JsonStringEnumMemberName("keep")]
    Keep,
}
