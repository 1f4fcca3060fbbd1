using System.Globalization;
using System.Net.Mail;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Schema;

namespace Scim.Grains.Profiles;

/// <summary>Validates values against the formats of <see cref="FieldFormat"/>.</summary>
internal static class FieldFormatValidator
{
    private const int MinPhoneDigits = 3,
        MaxPhoneDigits = 17;

    private static readonly HashSet<string> Countries = new(
        CultureInfo
            .GetCultures(CultureTypes.SpecificCultures)
            .Select(c => new RegionInfo(c.Name).TwoLetterISORegionName)
            .Where(c => c.Length == 2 && c.All(char.IsAsciiLetterUpper)),
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Returns the rule that the value violates, as "must be ...", or null when the value is valid.</summary>
    public static string? ValidateValue(ProfileField field, JsonNode value) =>
        field.Type switch
        {
            FieldFormat.Text => ValidateLength(field, value),
            FieldFormat.Number => ValidateNumber(field, value),
            FieldFormat.Date => ReadText(value) is { } text
            && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
                ? null
                : "must be a date in the format yyyy-MM-dd, such as 2026-01-31",
            FieldFormat.Email => ReadText(value) is { } text && IsEmail(text) ? null : "must be an e-mail address",
            FieldFormat.Phone => ReadText(value) is { } text && IsPhone(text)
                ? null
                : "must be a telephone number: digits, optionally with a leading + and with spaces, dots, hyphens,"
                    + " slashes or parentheses between them",
            FieldFormat.Url => ReadText(value) is { } text && IsUrl(text)
                ? null
                : "must be an absolute URL that starts with http:// or https://",
            FieldFormat.Choice => ReadText(value) is { } text
            && field.Choices.Any(c => TextFolding.Fold(c) == TextFolding.Fold(text))
                ? null
                : $"must be one of {string.Join(", ", field.Choices)}",
            FieldFormat.Checkbox => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False
            || ReadText(value)?.ToUpperInvariant() is "TRUE" or "FALSE"
                ? null
                : "must be true or false",
            FieldFormat.Address => ValidateAddress(field, value),
            _ => null,
        };

    private static string? ValidateLength(ProfileField field, JsonNode value)
    {
        if (ReadText(value) is not { } text)
            return "must be a string";
        int length = text.EnumerateRunes().Count();
        if (length >= (field.MinLength ?? 0) && length <= (field.MaxLength ?? int.MaxValue))
            return null;
        return (field.MinLength, field.MaxLength) switch
        {
            ({ } least, { } most) => $"must have {least} to {most} characters",
            ({ } least, null) => $"must have at least {least} characters",
            (null, var most) => $"must have at most {most} characters",
        };
    }

    private static string? ValidateNumber(ProfileField field, JsonNode value)
    {
        string? text = value.GetValueKind() == JsonValueKind.Number ? value.ToJsonString() : ReadText(value);
        if (
            !decimal.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out decimal number
            )
        )
            return "must be a number";
        if (field.Whole && number != decimal.Truncate(number))
            return "must be an integer";
        if (number < field.Min)
            return string.Create(CultureInfo.InvariantCulture, $"must not be less than {field.Min}");
        return number > field.Max
            ? string.Create(CultureInfo.InvariantCulture, $"must not be more than {field.Max}")
            : null;
    }

    private static string? ValidateAddress(ProfileField field, JsonNode value)
    {
        if (value is not JsonObject address)
            return "must be an address object";
        if (field.Parts.FirstOrDefault(p => ProfileJson.IsEmptyValue(address[p])) is { } part)
            return $"must have the sub-attribute {part}";
        return
            address["country"] is not { } country
            || (ReadText(country) is { Length: 2 } code && Countries.Contains(code))
            ? null
            : "must have a two-letter country code (ISO 3166) if country is set";
    }

    private static bool IsEmail(string text) =>
        text.Length <= 254
        && MailAddress.TryCreate(text, out MailAddress? address)
        && address.Address == text
        && address.DisplayName.Length == 0
        && Uri.CheckHostName(address.Host) == UriHostNameType.Dns
        && address.Host.Contains('.', StringComparison.Ordinal);

    // Accepts the tel: URI of RFC 3966, which is SCIM's canonical form (RFC 7643 section 4.1.2).
    private static bool IsPhone(string text)
    {
        if (text.StartsWith("tel:", StringComparison.OrdinalIgnoreCase))
            text = text[4..];
        int extension = text.IndexOf(";ext=", StringComparison.OrdinalIgnoreCase);
        if (extension < 0)
            extension = text.IndexOf(" x", StringComparison.OrdinalIgnoreCase);
        string number = extension < 0 ? text : text[..extension],
            rest = extension < 0 ? "" : text[extension..].TrimStart(';', 'e', 'E', 'x', 'X', 't', 'T', '=', ' ', '.');
        if (extension >= 0 && (rest.Length is 0 or > 10 || !rest.All(char.IsAsciiDigit)))
            return false;
        if (number.Length > 40 || number.LastIndexOf('+') > 0)
            return false;
        return number.All(c => char.IsAsciiDigit(c) || c is '+' or ' ' or '.' or '-' or '/' or '(' or ')')
            && number.Count(char.IsAsciiDigit) is >= MinPhoneDigits and <= MaxPhoneDigits;
    }

    private static bool IsUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url)
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && url.Host.Length > 0
        && !text.Any(char.IsWhiteSpace);

    private static string? ReadText(JsonNode value) =>
        value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
