using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Scim.Gateway.Configuration;

/// <summary>
/// Requires a secret of a minimum length. The empty string means that no secret is set. The error message never
/// contains the secret.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretLengthAttribute(int minimum) : ValidationAttribute
{
    public override bool IsValid(object? value) =>
        value is string { Length: var length } && (length == 0 || length >= minimum);

    public override string FormatErrorMessage(string name) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Scim:{name} must have at least {minimum} characters, or be empty."
        );
}
