"""Dated rules, applied: is this shipment licensable, this deal notifiable, this good of trusted origin?"""
